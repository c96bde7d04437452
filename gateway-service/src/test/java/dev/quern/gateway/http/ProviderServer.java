package dev.quern.gateway.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A provider of identities, as far as whoever checks its tokens sees it: its description and its keys, over HTTP. */
public final class ProviderServer implements QuarkusTestResourceLifecycleManager {
    static final String ADDRESS = "quern.test.provider";

    private static final String KEYS = "quern.test.provider.keys";
    private static final int COORDINATE = 32;

    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            String address = "http://127.0.0.1:" + started.getAddress().getPort();
            started.createContext(
                    "/.well-known/openid-configuration", exchange -> answer(exchange, """
                    {"issuer": "%1$s", "jwks_uri": "%1$s/jwks", "token_endpoint": "%1$s/token",
                     "authorization_endpoint": "%1$s/authorize", "subject_types_supported": ["public"],
                     "id_token_signing_alg_values_supported": ["RS256", "ES256"]}""".formatted(address)));
            started.createContext("/jwks", exchange -> answer(exchange, jwks()));
            started.start();
            server = started;
            System.setProperty(ADDRESS, address);
            return Map.of("quarkus.oidc.auth-server-url", address);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** The keys by their ids, as they are published. Tests and servers have class loaders of their own. */
    @SuppressWarnings("unchecked")
    static Map<String, PublicKey> keys() {
        return (Map<String, PublicKey>)
                System.getProperties().computeIfAbsent(KEYS, ignored -> new ConcurrentHashMap<String, PublicKey>());
    }

    private static String jwks() {
        return keys().entrySet().stream()
                .map(key -> jwk(key.getKey(), key.getValue()))
                .collect(Collectors.joining(",", "{\"keys\": [", "]}"));
    }

    private static String jwk(String id, PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> """
                {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "%s", "n": "%s", "e": "%s"}""".formatted(id, number(rsa.getModulus(), 0), number(rsa.getPublicExponent(), 0));
            case ECPublicKey curve ->
                """
                {"kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": "%s", "x": "%s", "y": "%s"}""".formatted(
                                id,
                                number(curve.getW().getAffineX(), COORDINATE),
                                number(curve.getW().getAffineY(), COORDINATE));
            default -> throw new IllegalArgumentException("another kind of key");
        };
    }

    /** @param length in bytes; 0: as few as there are */
    private static String number(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] unsigned = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        byte[] padded = new byte[Math.max(length, unsigned.length)];
        System.arraycopy(unsigned, 0, padded, padded.length - unsigned.length, unsigned.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
