package dev.quern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quern.gateway.FakeCacheAdministration;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** What only configuration turns on: TLS, pages of other sites, and a file for the audit log. */
@QuarkusTest
@TestProfile(TlsTest.Public.class)
class TlsTest {
    private static final String KEY = "qk-of-the-test-with-tls";
    private static final String PASSWORD = "of-this-test";
    private static final String SITE = "https://console.example";

    @Inject
    FakeCacheAdministration caches;

    @TestHTTPResource(value = "/", tls = true)
    URI address;

    /** As an installation that browsers reach from elsewhere. */
    public static final class Public implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quern.gateway.api-key",
                    KEY,
                    "quarkus.http.test-ssl-port",
                    "0",
                    "quarkus.http.ssl.certificate.key-store-file",
                    store().toString(),
                    "quarkus.http.ssl.certificate.key-store-password",
                    PASSWORD,
                    "quarkus.http.cors.enabled",
                    "true",
                    "quarkus.http.cors.origins",
                    SITE,
                    "quarkus.log.handler.file.\"audit\".enabled",
                    "true",
                    "quarkus.log.handler.file.\"audit\".path",
                    audit().toString(),
                    "quarkus.log.category.\"quern.audit\".handlers",
                    "audit");
        }

        static Path store() {
            return Path.of("target", "tls-test.p12").toAbsolutePath();
        }

        static Path audit() {
            return Path.of("target", "tls-test-audit.log").toAbsolutePath();
        }

        static {
            try {
                Files.deleteIfExists(store());
                Files.deleteIfExists(audit());
                Files.createDirectories(store().getParent());
                Process keytool = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "quern",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store().toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
                if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                    throw new IllegalStateException("no certificate: "
                            + new String(
                                    keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void speaksHttp2OverTlsAndTellsBrowsersToStayWithIt() throws Exception {
        HttpResponse<String> response = send(get("api/v1/caches"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
    }

    @Test
    void speaksHttp1OverTlsToo() throws Exception {
        HttpResponse<String> response = send(get("api/v1/caches").version(HttpClient.Version.HTTP_1_1));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @Test
    void pagesOfTheConfiguredSiteMayCall() throws Exception {
        HttpResponse<String> preflight = send(HttpRequest.newBuilder(address.resolve("api/v1/rag/query"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", SITE)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type"));
        HttpResponse<String> call = send(get("api/v1/caches").header("Origin", SITE));

        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .contains(SITE);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValueSatisfying(methods -> assertThat(methods).contains("POST"));
        assertThat(call.headers().firstValue("Access-Control-Allow-Origin")).contains(SITE);
        assertThat(call.headers().firstValue("Access-Control-Expose-Headers"))
                .hasValueSatisfying(exposed -> assertThat(exposed).contains("X-Request-Id"));
    }

    @Test
    void pagesOfOtherSitesMayNot() throws Exception {
        HttpResponse<String> call = send(get("api/v1/caches").header("Origin", "https://elsewhere.example"));

        assertThat(call.statusCode()).isEqualTo(403);
        assertThat(call.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void writesDownWhoDroppedWhatInAFileOfItsOwn() throws Exception {
        String id = "of-the-audit-" + System.nanoTime();
        send(HttpRequest.newBuilder(address.resolve("api/v1/caches/invalidate"))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"document\": \"" + id + "\\n{}\"}")));

        JsonNode line = lineWith(id);

        assertThat(line.path("act").asText()).isEqualTo("cache_invalidated");
        assertThat(line.path("tenant").asText()).isEqualTo("default");
        assertThat(line.path("subject").asText()).isNotEmpty();
        assertThat(line.path("trace_id").asText()).matches("[0-9a-f]{32}");
        assertThat(line.path("time").asText()).matches("\\d{4}-.*Z");
        assertThat(line.path("details").path("document").asText()).isEqualTo(id + "\n{}");
        assertThat(Files.readString(Public.audit())).doesNotContain(KEY, PASSWORD);
        caches.reset();
    }

    /** Written behind the request's back. */
    private static JsonNode lineWith(String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            List<String> lines = Files.exists(Public.audit()) ? Files.readAllLines(Public.audit()) : List.of();
            for (String line : lines) {
                if (line.contains(text)) {
                    return new ObjectMapper().readTree(line);
                }
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new AssertionError("no line with " + text);
    }

    private HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).header("Authorization", "Bearer " + KEY);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
            return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Public.store())) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("quern", store.getCertificate("quern"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
