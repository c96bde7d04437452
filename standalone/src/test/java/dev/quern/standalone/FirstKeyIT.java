package dev.quern.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys from the first one on, as whoever starts Quern for a network meets them. */
class FirstKeyIT {
    private static final Pattern KEY = Pattern.compile("^ {2}(qk_\\S+)$", Pattern.MULTILINE);
    private static final Map<String, String> FOR_ALL = Map.of("quarkus.http.host", "0.0.0.0");

    @Test
    void makesOtherKeysWithTheFirst(@TempDir Path folder) throws Exception {
        String first;
        try (ServerProcess server = ServerProcess.start(folder, FOR_ALL)) {
            Matcher shown = KEY.matcher(server.log());
            assertThat(shown.find()).as(server.log()).isTrue();
            first = shown.group(1);
            Quern operator = as(server, first);
            assertThat(server.quern().get("/api/v1/me").status()).isEqualTo(401);

            Quern.Reply made = operator.post(
                    "/api/v1/keys", Map.of("name", "ambulance", "scopes", List.of("ask"), "priority", "emergency"));
            assertThat(made.status()).as(made.toString()).isEqualTo(201);
            Quern.Reply rotated =
                    operator.post("/api/v1/keys/" + made.body().get("id").asText() + "/rotate", Map.of());
            assertThat(rotated.status()).as(rotated.toString()).isEqualTo(201);
            assertThat(rotated.body().get("priority").asText()).isEqualTo("emergency");
            assertThat(as(server, rotated.body().get("key").asText())
                            .get("/api/v1/me")
                            .status())
                    .isEqualTo(200);
            assertThat(as(server, made.body().get("key").asText())
                            .get("/api/v1/me")
                            .status())
                    .isEqualTo(401);
        }

        try (ServerProcess again = ServerProcess.start(folder, FOR_ALL)) {
            assertThat(KEY.matcher(again.log()).find()).isFalse();
            assertThat(as(again, first).get("/api/v1/me").status()).isEqualTo(200);
        }
    }

    private static Quern as(ServerProcess server, String key) {
        return new Quern(server.quern().address(), Optional.of(key));
    }
}
