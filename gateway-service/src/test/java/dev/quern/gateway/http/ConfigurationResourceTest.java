package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.quern.gateway.SettingsInForce;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ConfigurationResourceTest.WithSecrets.class)
class ConfigurationResourceTest {
    private static final String API_KEY = "qk-never-to-be-shown-1";
    private static final List<String> SECRETS =
            List.of(API_KEY, "never-to-be-shown-2", "never-to-be-shown-3", "never-to-be-shown-4");

    /** Secrets in every place where people put them. */
    public static final class WithSecrets implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return new HashMap<>(Map.of(
                    "quern.gateway.api-key", API_KEY,
                    "quarkus.oidc.credentials.secret", "never-to-be-shown-2",
                    "quern.services.retrieval.host", "127.0.0.1",
                    "quarkus.otel.exporter.otlp.endpoint",
                            "http://user:never-to-be-shown-3@localhost:4317/?k=never-to-be-shown-4",
                    "quarkus.otel.exporter.otlp.headers", "x=never-to-be-shown-2",
                    "quarkus.log.handler.file.\"x\".path", "/tmp/${quern.gateway.api-key}"));
        }
    }

    @Test
    void showsWhatIsInForceAndWhereItWasSaid() {
        given().auth()
                .oauth2(API_KEY)
                .get("/api/v1/configuration")
                .then()
                .statusCode(200)
                .body("settings.find { it.name == 'quern.gateway.default-timeout' }.value", equalTo("60S"))
                .body("settings.find { it.name == 'quern.gateway.default-timeout' }.source", equalTo("default"))
                .body("settings.find { it.name == 'quern.gateway.tokens-per-day' }.value", equalTo("10000000"))
                .body("settings.find { it.name == 'quern.gateway.api-key' }.value", equalTo(SettingsInForce.HIDDEN))
                .body("settings.find { it.name == 'quarkus.http.limits.max-header-size' }.value", equalTo("16K"))
                .body("settings.find { it.name == 'quarkus.http.enable-compression' }.value", equalTo("true"))
                .body("settings.find { it.name == 'quarkus.oidc.tenant-enabled' }.value", equalTo("false"));
    }

    @Test
    void showsNoSecretAnywhere() {
        String shown =
                given().auth().oauth2(API_KEY).get("/api/v1/configuration").asString();

        assertThat(shown).contains("quarkus.otel.exporter.otlp.endpoint").doesNotContain(SECRETS);
    }

    @Test
    void showsNothingToStrangers() {
        given().get("/api/v1/configuration").then().statusCode(401).header("WWW-Authenticate", "Bearer");
    }

    @ParameterizedTest
    @CsvSource({"/, <title>Quern</title>", "/console.js, Authorization", "/console.css, body"})
    void opensTheConsoleWhichAsksForTheKeyItself(String path, String content) {
        given().get(path).then().statusCode(200).body(containsString(content));
    }

    @Test
    void nobodyTalksToTheToolsWithoutAKey() {
        given().contentType("application/json")
                .accept("application/json, text/event-stream")
                .body("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/list\"}")
                .post("/mcp")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .contentType("application/problem+json")
                .body("code", equalTo("unauthenticated"));
    }
}
