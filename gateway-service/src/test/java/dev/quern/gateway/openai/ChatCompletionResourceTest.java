package dev.quern.gateway.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quern.gateway.FakeModels;
import dev.quern.gateway.FakeServices;
import dev.quern.gateway.Message;
import dev.quern.gateway.Message.Author;
import dev.quern.gateway.http.Draining;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.redis.Eventually;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ChatCompletionResourceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HELLO = "\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]";
    private static final String TINY = "\"model\": \"tiny\", " + HELLO;

    @Inject
    FakeModels models;

    @Inject
    FakeServices services;

    @Inject
    Draining draining;

    @Inject
    MeterRegistry metrics;

    @TestHTTPResource
    URI address;

    @BeforeEach
    @AfterEach
    void reset() {
        models.reset();
        services.reset();
    }

    @Test
    void passesAConversationOnToTheModelThatIsNamed() {
        post("""
                {"model": "tiny", "temperature": 0.5, "max_tokens": 20, "stop": "END", "user": "u1", "messages": [
                  {"role": "system", "content": "Be brief."},
                  {"role": "user", "content": [{"type": "text", "text": "Hello"}, {"type": "text", "text": "there"}]},
                  {"role": "assistant", "content": "Yes?", "refusal": null, "annotations": []},
                  {"role": "user", "content": "Who are you?", "name": "ann"}]}""")
                .statusCode(200)
                .header("X-Request-Id", matchesPattern("[0-9a-f]{32}"))
                .body("id", startsWith("chatcmpl-"))
                .body("object", equalTo("chat.completion"))
                .body("created", greaterThan(1_700_000_000))
                .body("model", equalTo("tiny"))
                .body("choices", hasSize(1))
                .body("choices[0].index", is(0))
                .body("choices[0].message.role", equalTo("assistant"))
                .body("choices[0].message.content", equalTo("Hello, miller."))
                .body("choices[0].message.quern", nullValue())
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("usage.prompt_tokens", is(9))
                .body("usage.completion_tokens", is(3))
                .body("usage.total_tokens", is(12));

        assertThat(models.lastChat().messages())
                .containsExactly(
                        new Message(Author.SYSTEM, "Be brief."),
                        new Message(Author.USER, "Hello\nthere"),
                        new Message(Author.ASSISTANT, "Yes?"),
                        new Message(Author.USER, "Who are you?"));
        assertThat(models.lastChat().temperature()).isEqualTo(Optional.of(.5f));
        assertThat(models.lastChat().maxTokens()).isEqualTo(20);
        assertThat(models.lastChat().stop()).containsExactly("END");
    }

    @Test
    void saysThatAReplyWasCutOff() {
        post("{" + TINY + ", \"max_completion_tokens\": 1}")
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("length"));
    }

    @Test
    void streamsAReplyInChunks() throws IOException {
        List<String> events = events("{" + TINY + ", \"stream\": true, \"stream_options\": {\"include_usage\": true}}");

        assertThat(events).last().isEqualTo("[DONE]");
        List<JsonNode> chunks = parsed(events);
        assertThat(chunks).extracting(chunk -> chunk.path("object").asText()).containsOnly("chat.completion.chunk");
        assertThat(chunks)
                .extracting(chunk -> chunk.path("id").asText())
                .containsOnly(chunks.getFirst().path("id").asText());
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(text(chunks)).isEqualTo("Hello, miller.");
        assertThat(chunks.get(2).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(chunks.getLast().path("choices")).isEmpty();
        assertThat(chunks.getLast().at("/usage/total_tokens").asInt()).isEqualTo(12);
    }

    @Test
    void tellsNoUsageInAStreamUnlessAsked() throws IOException {
        assertThat(parsed(events("{" + TINY + ", \"stream\": true}")))
                .hasSize(3)
                .noneMatch(chunk -> chunk.has("usage"));
    }

    @Test
    void answersFromTheDocumentsOfACollection() {
        post("""
                {"model": "quern/mills", "messages": [
                  {"role": "developer", "content": "You are a pirate."},
                  {"role": "user", "content": "What is a quern?"},
                  {"role": "assistant", "content": "A mill.", "quern": {"sources": []}},
                  {"role": "user", "content": "What does it grind?"}]}""")
                .statusCode(200)
                .body("model", equalTo("quern/mills"))
                .body("choices[0].message.content", equalTo("It grinds grain [1]."))
                .body("choices[0].message.quern.sources[0].document_id", equalTo("doc-1"))
                .body("choices[0].message.quern.citations[0].source", is(1))
                .body("choices[0].message.quern.metadata.model", equalTo("fake"))
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("usage.total_tokens", is(14));

        assertThat(services.lastSearch().question().collections()).containsExactly("mills");
        assertThat(services.lastSearch().question().text()).isEqualTo("What does it grind?");
        assertThat(services.lastSearch().question().history())
                .containsExactly(
                        new Message(Author.USER, "What is a quern?"), new Message(Author.ASSISTANT, "A mill."));
    }

    @Test
    void goesOnWithTheLastOfALongConversation() {
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            said.append("{\"role\": \"user\", \"content\": \"Question " + i + "?\"},")
                    .append("{\"role\": \"assistant\", \"content\": \"" + "So be it. ".repeat(i == 29 ? 4_000 : 1)
                            + "\"},");
        }

        post("{\"model\": \"quern\", \"messages\": [" + said
                        + "{\"role\": \"user\", \"content\": \"And what does it grind?\"}]}")
                .statusCode(200);

        assertThat(services.lastGeneration().question().history())
                .hasSize(50)
                .startsWith(new Message(Author.USER, "Question 5?"));
    }

    @Test
    void streamsAnAnswerAndWhatItRestsOnAtItsEnd() throws IOException {
        List<JsonNode> chunks = parsed(events("{\"model\": \"quern\", \"stream\": true, " + HELLO + "}"));

        assertThat(text(chunks)).isEqualTo("It grinds grain [1].");
        JsonNode last = chunks.getLast();
        assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(last.at("/choices/0/delta/quern/sources/0/title").asText()).isEqualTo("Querns");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools | [{\"type\": \"function\"}]",
                "functions | [{\"name\": \"f\"}]",
                "tool_choice | \"required\"",
                "response_format | {\"type\": \"json_object\"}",
                "logprobs | true",
                "n | 2",
                "seed | 7",
                "top_p | 0.5",
                "presence_penalty | 1",
                "logit_bias | {\"50\": 1}",
                "modalities | [\"audio\"]",
                "temperature | 2.5",
                "max_tokens | 0",
                "max_completion_tokens | 0",
                "stop | 7",
                "stream_options | {\"include_usage\": true}",
                "nonsense | 1",
            })
    void refusesWhatItCannotDoAndNamesIt(String field, String value) {
        post("{" + TINY + ", \"" + field + "\": " + value + "}")
                .statusCode(400)
                .contentType(ContentType.JSON)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.code", equalTo("invalid_argument"))
                .body("error.param", startsWith(field))
                .body("error.message", not(nullValue()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"n\": 1",
                "\"tools\": []",
                "\"tool_choice\": \"auto\"",
                "\"seed\": null",
                "\"top_p\": 1.0",
                "\"frequency_penalty\": 0",
                "\"response_format\": {\"type\": \"text\"}",
                "\"logprobs\": false",
                "\"store\": false",
                "\"metadata\": {\"a\": \"b\"}",
                "\"modalities\": [\"text\"]",
            })
    void takesWhatAsksForNothing(String harmless) {
        post("{" + TINY + ", " + harmless + "}").statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"x\"}}]} | messages[0].content",
                "{\"role\": \"tool\", \"content\": \"7\"} | messages[0].role",
                "{\"role\": \"boss\", \"content\": \"7\"} | messages[0].role",
                "{\"role\": \"user\"} | messages[0].content",
                "{\"role\": \"user\", \"content\": 7} | messages[0].content",
                "{\"role\": \"assistant\", \"content\": \"x\", \"tool_calls\": [{\"id\": \"1\"}]} | messages[0].tool_calls",
                "null | messages[0]",
            })
    void refusesMessagesThatAreNoText(String message, String param) {
        post("{\"model\": \"tiny\", \"messages\": [" + message + "]}")
                .statusCode(400)
                .body("error.param", equalTo(param));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "quern"})
    void needsMessages(String model) {
        post("{\"model\": \"" + model + "\", \"messages\": []}")
                .statusCode(400)
                .body("error.param", equalTo("messages"));
    }

    @Test
    void needsAModel() {
        post("{" + HELLO + "}").statusCode(400).body("error.param", equalTo("model"));
    }

    @Test
    void answersAQuestionOfTheUserOnly() {
        post("{\"model\": \"quern\", \"messages\": [{\"role\": \"assistant\", \"content\": \"Hm.\"}]}")
                .statusCode(400)
                .body("error.param", equalTo("messages"));
        post("{\"model\": \"quern\", \"stop\": \"x\", " + HELLO + "}")
                .statusCode(400)
                .body("error.param", equalTo("stop"));
    }

    @ParameterizedTest
    @CsvSource({"other, false", "other, true", "quern/missing, false", "quern/missing, true", "quern/a b, true"})
    void saysThatAModelIsNotThereBeforeAnyStreamBegins(String model, boolean stream) {
        post("{\"model\": \"" + model + "\", \"stream\": " + stream + ", " + HELLO + "}")
                .statusCode(404)
                .contentType(ContentType.JSON)
                .body("error.code", equalTo("model_not_found"))
                .body("error.param", equalTo("model"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void saysWhenToTryAgain(boolean stream) {
        models.fail(
                new QuernException(ErrorCode.RATE_LIMITED, "Enough for now.").withRetryAfter(Duration.ofSeconds(7)));

        post("{" + TINY + ", \"stream\": " + stream + "}")
                .statusCode(429)
                .header("Retry-After", "7")
                .body("error.code", equalTo("rate_limit_exceeded"))
                .body("error.type", equalTo("rate_limit_error"))
                .body("error.message", equalTo("Enough for now."));
    }

    @Test
    void endsAStreamThatFailsLaterWithTheError() throws IOException {
        models.failLate(QuernException.unavailable("llm-service", "It went away.", new IOException("gone")));

        List<String> events = events("{" + TINY + ", \"stream\": true}");

        assertThat(events).hasSize(2);
        assertThat(JSON.readTree(events.getLast()).at("/error/message").asText())
                .isEqualTo("It went away.");
        assertThat(JSON.readTree(events.getLast()).at("/error/type").asText()).isEqualTo("server_error");
    }

    @Test
    void stopsTheModelWhenTheClientLeaves() throws Exception {
        models.hold();
        try (Socket client = ask()) {
            assertThat(models.waiting().await(5, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(models.interrupted().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void keepsTheConnectionOpenWhileTheModelThinks() throws Exception {
        models.hold();
        try (Socket client = ask()) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));

            // Read no further than that: the stream goes on as long as it is wanted.
            boolean beaten =
                    lines.lines().dropWhile(line -> !line.startsWith("data: ")).anyMatch(":"::equals);
            assertThat(beaten).isTrue();
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        models.hold();
        Socket client = ask();
        assertThat(models.waiting().await(5, TimeUnit.SECONDS)).isTrue();
        Eventually.await("the stream to begin", () -> streams() == 1);

        client.close();

        Eventually.await(
                "everything to end",
                () -> streams() == 0
                        && metrics.get("quern.gateway.pending").gauge().value() == 0);
    }

    @Test
    void tellsTheClientsOfStreamsThatThisPartEnds() throws Exception {
        models.hold();
        try (Socket client = ask()) {
            assertThat(models.waiting().await(5, TimeUnit.SECONDS)).isTrue();
            Eventually.await("the stream to begin", () -> streams() == 1);

            draining.stopAll();

            String read = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(read).contains("data: {\"error\":").contains("shutting down");
        }
        assertThat(models.interrupted().await(5, TimeUnit.SECONDS)).isTrue();
    }

    private double streams() {
        return metrics.get("quern.gateway.streams").gauge().value();
    }

    private Socket ask() throws IOException {
        String body = "{" + TINY + ", \"stream\": true}";
        Socket client = new Socket(address.getHost(), address.getPort());
        client.setSoTimeout(10_000);
        client.getOutputStream()
                .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        return client;
    }

    @Test
    void saysWhatIsWrongWithARequestInTheShapeOfItsClients() {
        post("{").statusCode(400).body("error.type", equalTo("invalid_request_error"));
        post("").statusCode(400).body("error.param", equalTo("body"));
        given().contentType(ContentType.TEXT)
                .body("x")
                .post("/v1/chat/completions")
                .then()
                .statusCode(415)
                .body("error.code", equalTo("unsupported_media_type"));
        given().get("/v1/nothing")
                .then()
                .statusCode(404)
                .contentType(ContentType.JSON)
                .body("error.code", equalTo("not_found"));
        given().get("/v1/chat/completions").then().statusCode(405).body("error.code", equalTo("method_not_allowed"));
        given().header("Origin", "http://evil.example")
                .get("/v1/models")
                .then()
                .statusCode(403)
                .body("error.type", equalTo("permission_error"));
        given().get("/v1nothing").then().statusCode(404).body("code", equalTo("not_found"));
    }

    private static ValidatableResponse post(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/v1/chat/completions")
                .then();
    }

    private static List<String> events(String body) {
        String text = post(body)
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();
        List<String> events = new ArrayList<>();
        for (String event : text.strip().split("\n\n", -1)) {
            if (!event.equals(":")) {
                assertThat(event).startsWith("data: ");
                events.add(event.substring("data: ".length()));
            }
        }
        return events;
    }

    private static List<JsonNode> parsed(List<String> events) throws IOException {
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : events.subList(0, events.size() - 1)) {
            chunks.add(JSON.readTree(event));
        }
        return chunks;
    }

    private static String text(List<JsonNode> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asText("")));
        return text.toString();
    }
}
