package dev.quern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quern.gateway.FakeServices;
import dev.quern.redis.Eventually;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AnswerSocketTest {
    @Inject
    FakeServices services;

    @Inject
    MeterRegistry metrics;

    @Inject
    Draining draining;

    @Inject
    ObjectMapper json;

    @Inject
    RequestsUnderWay requests;

    @TestHTTPResource("/api/v1/rag/ws")
    URI address;

    @BeforeEach
    @AfterEach
    void reset() {
        services.reset();
    }

    @Test
    void answersEventByEvent() throws Exception {
        try (Client client = open()) {
            client.say("{\"type\": \"ask\", \"id\": \"q1\", \"query\": \"What does a quern grind?\"}");

            List<JsonNode> messages = client.hearUntil("metadata");

            assertThat(messages.stream().map(message -> message.get("type").asText()))
                    .containsExactly(
                            "ready",
                            "status",
                            "status",
                            "sources",
                            "status",
                            "response_chunk",
                            "response_chunk",
                            "response_chunk",
                            "metadata");
            assertThat(messages.subList(1, messages.size()))
                    .allSatisfy(
                            message -> assertThat(message.get("id").asText()).isEqualTo("q1"));
            assertThat(messages.getLast().get("metadata").get("model").asText()).isEqualTo("fake");
        }
    }

    @Test
    void answersOneQuestionWhileAnotherIsUnderWayAndCancelsIt() throws Exception {
        services.holdGeneration();
        try (Client client = open()) {
            client.say("{\"type\": \"ask\", \"id\": \"slow\", \"query\": \"slow\"}");
            assertThat(services.waiting().await(5, TimeUnit.SECONDS)).isTrue();
            client.hearUntil("response_chunk");
            client.say("{\"type\": \"ping\", \"id\": \"p\"}");
            assertThat(client.hearUntil("pong").getLast().get("id").asText()).isEqualTo("p");

            client.say("{\"type\": \"cancel\", \"id\": \"slow\"}");

            assertThat(services.interrupted().await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(client.error("slow")).isEqualTo("cancelled");
            services.release();
            client.say("{\"type\": \"ask\", \"id\": \"slow\", \"query\": \"another\"}");
            client.hearUntil("metadata");
        }
    }

    @Test
    void stopsTheWorkWhenTheClientLeaves() throws Exception {
        services.holdGeneration();
        try (Client client = open()) {
            client.say("{\"type\": \"ask\", \"id\": \"q\", \"query\": \"q\"}");
            assertThat(services.waiting().await(5, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(services.interrupted().await(5, TimeUnit.SECONDS)).isTrue();
        Eventually.await(
                "the place to be left",
                () -> metrics.get("quern.gateway.pending").gauge().value() == 0
                        && metrics.get("quern.gateway.sockets").gauge().value() == 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isNotWaitedForAtTheEndOfTheProcessOnceItIsClosed(boolean cleanly) throws Exception {
        Eventually.await("the others to be over", () -> requests.sockets() == 0);
        try (Client client = open()) {
            client.hearUntil("ready");
            assertThat(requests.sockets()).isEqualTo(1);

            if (cleanly) {
                Objects.requireNonNull(client.socket).sendClose(1000, "").join();
            } else {
                client.close();
            }

            Eventually.await("the request to be over", () -> requests.sockets() == 0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "not json                                                     | body",
                "[]                                                           | body",
                "{}                                                           | type",
                "{\"type\": \"tell\"}                                         | type",
                "{\"type\": 1}                                                | type",
                "{\"type\": \"ask\", \"query\": \"q\"}                        | id",
                "{\"type\": \"ask\", \"id\": \"a b\", \"query\": \"q\"}       | id",
                "{\"type\": \"ask\", \"id\": \"q\"}                           | query",
                "{\"type\": \"ask\", \"id\": \"q\", \"query\": 1}             | query",
                "{\"type\": \"ask\", \"id\": \"q\", \"query\": \"q\", \"x\": 1} | x",
                "{\"type\": \"ask\", \"id\": \"q\", \"query\": \"q\", \"timeout\": 1e9} | timeout",
                "{\"type\": \"ask\", \"id\": \"q\", \"query\": \"q\", \"timeout\": \"1\"} | timeout",
                "{\"type\": \"cancel\", \"id\": \"nobody\"}                   | id",
                "{\"type\": \"cancel\"}                                       | id",
                "{\"type\": \"ping\", \"x\": 1}                               | x",
            })
    void namesTheFieldThatIsWrongAndGoesOn(String message, String field) throws Exception {
        try (Client client = open()) {
            client.say(message);

            assertThat(client.hearUntil("error")
                            .getLast()
                            .get("problem")
                            .get("field")
                            .asText())
                    .isEqualTo(field);
            client.say("{\"type\": \"ping\"}");
            client.hearUntil("pong");
        }
    }

    @Test
    void hasOnlySoManyQuestionsUnderWay() throws Exception {
        services.holdGeneration();
        try (Client client = open()) {
            for (int i = 0; i < 9; i++) {
                client.say("{\"type\": \"ask\", \"id\": \"q" + i + "\", \"query\": \"q" + i + "\"}");
            }

            assertThat(client.error("q8")).isEqualTo("rate_limited");
            services.release();
        }
    }

    @Test
    void tellsOfAFailure() throws Exception {
        services.fail("retrieval-service");
        try (Client client = open()) {
            client.say("{\"type\": \"ask\", \"id\": \"q\", \"query\": \"q\"}");

            assertThat(client.error("q")).isEqualTo("service_unavailable");
        }
    }

    @Test
    void refusesOtherSites() {
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .header("Origin", "http://evil.example")
                        .buildAsync(webSocket(), new Client(json))
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(403));
    }

    @Test
    void closesWhatIsNoText() throws Exception {
        try (Client client = open()) {
            Objects.requireNonNull(client.socket)
                    .sendBinary(ByteBuffer.wrap(new byte[] {1}), true)
                    .join();

            assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1003);
        }
    }

    @Test
    void saysSoBeforeItEnds() throws Exception {
        services.holdGeneration();
        try (Client client = open()) {
            client.say("{\"type\": \"ask\", \"id\": \"q\", \"query\": \"q\"}");
            assertThat(services.waiting().await(5, TimeUnit.SECONDS)).isTrue();

            draining.stopAll();

            assertThat(client.error("q")).isEqualTo("service_unavailable");
            assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1012);
        }
    }

    private URI webSocket() {
        return URI.create("ws://" + address.getHost() + ":" + address.getPort() + address.getPath());
    }

    private Client open() {
        Client client = new Client(json);
        client.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(webSocket(), client)
                .join();
        return client;
    }

    private static final class Client implements WebSocket.Listener, AutoCloseable {
        private final ObjectMapper json;
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();
        private @Nullable WebSocket socket;

        Client(ObjectMapper json) {
            this.json = json;
        }

        void say(String message) {
            Objects.requireNonNull(socket).sendText(message, true).join();
        }

        List<JsonNode> hearUntil(String type) throws Exception {
            List<JsonNode> heard = new ArrayList<>();
            do {
                String next = messages.poll(10, TimeUnit.SECONDS);
                assertThat(next).as("something after " + heard).isNotNull();
                heard.add(json.readTree(next));
            } while (!heard.getLast().get("type").asText().equals(type));
            return heard;
        }

        /** The code of the next error, which is about this question. */
        String error(String id) throws Exception {
            JsonNode error = hearUntil("error").getLast();
            assertThat(error.get("id").asText()).isEqualTo(id);
            return error.get("problem").get("code").asText();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(part.toString());
                part.setLength(0);
            }
            return WebSocket.Listener.super.onText(from, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return WebSocket.Listener.super.onClose(from, code, reason);
        }

        @Override
        public void close() {
            Objects.requireNonNull(socket).abort();
        }
    }
}
