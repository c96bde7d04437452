package dev.quern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.gateway.FakeServices;
import dev.quern.redis.Eventually;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are not known, do not read, do not ask, or are too many. */
@QuarkusTest
@TestProfile(AnswerSocketLimitsTest.Narrow.class)
class AnswerSocketLimitsTest {
    private static final String KEY = "qk-of-the-test-of-sockets";
    private static final String HEADER = "Authorization: Bearer " + KEY + "\r\n";
    private static final String AUTH = "{\"type\": \"auth\", \"token\": \"" + KEY + "\"}";
    private static final String PING = "{\"type\": \"ping\", \"id\": \"" + "x".repeat(64) + "\"}";

    /** Is answered with at least as much. */
    private static final String WRONG = "{\"type\": \"ping\", \"" + "x".repeat(10_000) + "\": 1}";

    @Inject
    MeterRegistry metrics;

    @Inject
    FakeServices services;

    @TestHTTPResource("/api/v1/rag/ws")
    URI address;

    public static final class Narrow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quern.gateway.api-key", KEY,
                    "quern.gateway.streams.sockets.most", "4",
                    "quern.gateway.streams.sockets.strangers", "1",
                    "quern.gateway.streams.sockets.authentication-time", "2S",
                    "quern.gateway.streams.sockets.idle", "2S");
        }
    }

    @AfterEach
    void awaitNobody() throws Exception {
        services.reset();
        Eventually.await(
                "all WebSockets to be closed",
                () -> metrics.get("quern.gateway.sockets").gauge().value() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", HEADER})
    void hearsNoMoreOfWhoeverDoesNotRead(String headers) throws Exception {
        try (RawWebSocket client = new RawWebSocket(address, headers)) {
            client.say(WRONG, 2000);

            assertThat(client.closed()).isEqualTo(1008);
        }
    }

    @Test
    void letsGoOfWhoeverNeverReads() throws Exception {
        try (RawWebSocket client = new RawWebSocket(address, HEADER)) {
            client.say(WRONG, 2000);

            awaitNobody();
        }
    }

    @Test
    void answersAsManyAtOnceAsAreRead() throws Exception {
        try (RawWebSocket client = new RawWebSocket(address, HEADER)) {
            assertThat(client.hear()).contains("ready");

            client.say(PING, 1000);

            for (int i = 0; i < 1000; i++) {
                assertThat(client.hear()).contains("pong");
            }
        }
    }

    @Test
    void doesNotReadMuchOfAStranger() throws Exception {
        try (RawWebSocket client = new RawWebSocket(address, "")) {
            client.say("{\"type\": \"ping\"}" + " ".repeat(20_000), 1);

            assertThat(client.closed()).isEqualTo(1008);
        }
    }

    @Test
    void answersWhatIsAskedInTheSameBreathAsWhoAsks() throws Exception {
        try (RawWebSocket client = new RawWebSocket(address, "")) {
            client.say(AUTH, 1);
            client.say("{\"type\": \"ask\", \"id\": \"q\", \"query\": \"q\"}", 1);

            assertThat(client.hear()).contains("ready");
            assertThat(client.hear()).contains("status");
        }
    }

    @Test
    void closesWhenAStrangerIsNotLetIn() throws Exception {
        try (RawWebSocket client = new RawWebSocket(address, "")) {
            client.say("{\"type\": \"auth\", \"token\": \"qk-of-nobody\"}", 1);

            assertThat(client.hear()).contains("unauthenticated");
            assertThat(client.closed()).isEqualTo(4401);
        }
    }

    @Test
    void closesWhenAStrangerStaysOne() throws Exception {
        try (RawWebSocket client = new RawWebSocket(address, "")) {
            client.say("{\"type\": \"ask\", \"id\": \"q\", \"query\": \"q\"}", 1);

            assertThat(client.hear()).contains("unauthenticated");
            assertThat(client.closed()).isEqualTo(4401);
        }
    }

    @Test
    void closesWhenNothingIsAskedHoweverOftenItIsPinged() throws Exception {
        try (RawWebSocket client = new RawWebSocket(address, HEADER)) {
            assertThat(client.hear()).contains("ready");
            assertThat(codeAfterPings(client)).isEqualTo(4408);
        }
    }

    @Test
    void closesWhenAKeyWasRevoked() throws Exception {
        var created = RestAssured.given()
                .auth()
                .oauth2(KEY)
                .contentType(ContentType.JSON)
                .body("{\"name\": \"short-lived\", \"scopes\": [\"ask\"]}")
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract();
        String id = created.path("id");
        try (RawWebSocket client = new RawWebSocket(address, "Authorization: Bearer " + created.path("key") + "\r\n")) {
            assertThat(client.hear()).contains("ready");
            RestAssured.given()
                    .auth()
                    .oauth2(KEY)
                    .delete("/api/v1/keys/" + id)
                    .then()
                    .statusCode(204);

            client.say("{\"type\": \"ask\", \"id\": \"q\", \"query\": \"q\"}", 1);

            assertThat(client.hear()).contains("unauthenticated");
            assertThat(client.closed()).isEqualTo(4401);
        }
    }

    @Test
    void keepsPlacesForOthers() throws Exception {
        try (RawWebSocket first = new RawWebSocket(address, HEADER);
                RawWebSocket stranger = new RawWebSocket(address, "")) {
            assertThat(first.hear()).contains("ready");
            assertThatThrownBy(() -> new RawWebSocket(address, ""))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(" 503 ");
            stranger.say(AUTH, 1);
            assertThat(stranger.hear()).contains("ready");
            assertThatThrownBy(() -> new RawWebSocket(address, HEADER))
                    .as("half of the places belong to others")
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(" 503 ");

            try (RawWebSocket another = new RawWebSocket(address, "")) {
                another.say(AUTH, 1);
                assertThat(another.hear()).contains("overloaded");
                assertThat(another.closed()).isEqualTo(1013);
            }
        }
    }

    /** Each ping waits for the last one's answer. */
    private static int codeAfterPings(RawWebSocket client) throws IOException {
        while (true) {
            client.say("{\"type\": \"ping\"}", 1);
            Optional<Integer> code = client.closedOrHeard();
            if (code.isPresent()) {
                return code.get();
            }
        }
    }
}
