package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.quern.gateway.FakeServices;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.Strategy;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AnswerResourceTest {
    private static final int ENOUGH = 20;
    private static final String QUESTION = "{\"query\": \"What does a quern grind?\"}";

    @Inject
    FakeServices services;

    @Inject
    GatewayConfig config;

    @Inject
    MeterRegistry registry;

    @TestHTTPResource
    URI address;

    @BeforeEach
    @AfterEach
    void reset() {
        services.reset();
    }

    @Test
    void answersWithCitationsSourcesAndMetadata() {
        ask(QUESTION)
                .statusCode(200)
                .contentType(ContentType.JSON)
                .header("X-Trace-Id", matchesPattern("[0-9a-f]{32}"))
                .body("answer", equalTo("It grinds grain [1]."))
                .body("citations.source", contains(1))
                .body("citations[0].quote", equalTo("A quern grinds grain."))
                .body("sentences[0].supported", is(true))
                .body("sources[0].collection", equalTo("default"))
                .body("sources[0].document_id", equalTo("doc-1"))
                .body("sources[0].heading_path", contains("Mills"))
                .body("metadata.collections.name", contains("default"))
                .body("metadata.collections.version", contains("v1"))
                .body("metadata.cost", equalTo(.5f))
                .body("metadata", not(hasKey("explanation")))
                .body("metadata", not(hasKey("rewritten_query")))
                .body("metadata.model", equalTo("fake"))
                .body("metadata.cache_level", equalTo("none"))
                .body("metadata.timings_ms", hasKey("generate"))
                .body("metadata.timings_ms", hasKey("total"));
    }

    @Test
    void servesTheSameQuestionFromTheCacheWhateverItsWhiteSpace() {
        ask(QUESTION).body("metadata.cache_level", equalTo("none"));

        ask("{\"query\": \"  What does a\\n quern  grind? \"}")
                .body("metadata.cache_level", equalTo("memory"))
                .body("answer", equalTo("It grinds grain [1]."))
                .body("metadata.timings_ms", not(hasKey("generate")));

        assertThat(services.generations()).isEqualTo(1);
    }

    @Test
    void answersWithTheNewModelWhenTheCollectionChangesOverMeanwhile() {
        services.rebuildOnceDescribed("other@1");

        ask(QUESTION).statusCode(200).body("answer", equalTo("It grinds grain [1]."));

        assertThat(services.lastSearch().model()).isEqualTo("other@1");
        assertThat(services.embeddings()).isEqualTo(2);
    }

    @Test
    void answersAnewWhenTheCollectionHasChanged() {
        ask(QUESTION);
        services.changeCollection();

        ask(QUESTION).body("metadata.cache_level", equalTo("none"));

        assertThat(services.generations()).isEqualTo(2);
    }

    @Test
    void aQuestionOfOtherDocumentsOrSearchedForOtherwiseIsAnother() {
        ask(QUESTION);
        List<String> others = List.of(
                "\"filter\": {\"field\": \"tags\", \"operator\": \"contains\", \"value\": \"x\"}",
                "\"filter\": {\"field\": \"tags\", \"operator\": \"contains\", \"value\": \"y\"}",
                "\"alpha\": 0.5",
                "\"fusion\": \"reciprocal_rank\"",
                "\"strategy\": \"two_stage\"");

        for (String other : others) {
            ask("{\"query\": \"What does a quern grind?\", " + other + "}")
                    .statusCode(200)
                    .body("metadata.cache_level", equalTo("none"));
        }

        ask("{\"query\": \"What does a quern grind?\", \"strategy\": \"auto\"}")
                .body("metadata.cache_level", equalTo("memory"));
        assertThat(services.generations()).isEqualTo(1 + others.size());
    }

    @Test
    void saysHowComplexTheQuestionIsAndHowItWasSearchedFor() {
        ask(QUESTION).body("metadata.complexity", lessThan(.3f)).body("metadata.strategy", equalTo("single_stage"));
        ask("{\"query\": \"Why did the mill close?\"}")
                .body("metadata.complexity", greaterThan(.3f))
                .body("metadata.strategy", equalTo("two_stage"));

        assertThat(services.lastSearch().analysis().strategy()).isEqualTo(Strategy.TWO_STAGE);
    }

    @Test
    void saysHowLongAnAnswerIsLikelyToTakeOnceEnoughWereMeasured() {
        for (int i = 0; i < ENOUGH; i++) {
            ask("{\"query\": \"What is stone " + i + "?\", \"strategy\": \"multi_stage\"}")
                    .statusCode(200);
        }

        ask("{\"query\": \"What is grain?\", \"strategy\": \"multi_stage\"}")
                .body("metadata.estimated_ms", greaterThan(0f))
                .body("metadata.estimated_p95_ms", greaterThan(0f));
    }

    @Test
    void doesNotRememberAnAnswerWithoutSupport() {
        services.answerWithoutSupport();
        ask(QUESTION).body("metadata.grounded", is(false));

        ask(QUESTION).body("metadata.cache_level", equalTo("none"));

        assertThat(services.generations()).isEqualTo(2);
    }

    @Test
    void doesNotRememberAnAnswerFromASearchThatHadToLeaveSomethingOut() {
        services.searchWithout("reranking");
        ask(QUESTION).body("metadata.grounded", is(true)).body("metadata.degraded", contains("reranking"));

        services.searchInFull();
        ask(QUESTION).body("metadata.cache_level", equalTo("none")).body("metadata.degraded", empty());

        assertThat(services.generations()).isEqualTo(2);
    }

    @Test
    void goesOnWithoutTheCacheAndSaysSo() {
        services.fail("cache-service");

        ask(QUESTION)
                .statusCode(200)
                .body("answer", equalTo("It grinds grain [1]."))
                .body("metadata.degraded", contains("cache"));
    }

    @Test
    void goesOnWithoutACacheThatHangs() {
        services.hangCache();

        ask(QUESTION)
                .statusCode(200)
                .body("answer", equalTo("It grinds grain [1]."))
                .body("metadata.degraded", contains("cache"));
    }

    @Test
    void namesTheServiceWithoutWhichThereIsNoAnswer() {
        services.fail("retrieval-service");

        ask(QUESTION)
                .statusCode(503)
                .contentType("application/problem+json")
                .body("code", equalTo("service_unavailable"))
                .body("service", equalTo("retrieval-service"))
                .body("$", not(hasKey("stackTrace")));
    }

    @Test
    void searchesByWordsOnlyWithoutVectorsAndSaysSo() {
        services.fail("embedding-service");

        ask(QUESTION)
                .statusCode(200)
                .body("answer", equalTo("It grinds grain [1]."))
                .body("metadata.degraded", contains("embedding"));

        assertThat(services.lastSearch().question().options().alpha()).contains(0f);
        assertThat(services.lastSearch().dimensions()).isZero();
        ask(QUESTION).body("metadata.cache_level", equalTo("none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llm-service", "llm-stream"})
    void answersWithPassagesWhenNoModelCanWriteAndRemembersNothingOfThat(String trouble) {
        services.fail(trouble);

        ask(QUESTION)
                .statusCode(200)
                .body("answer", containsString("A quern grinds grain. [1]"))
                .body("citations[0].quote", equalTo("A quern grinds grain."))
                .body("sources[0].document_id", equalTo("doc-1"))
                .body("metadata.finish_reason", equalTo("passages"))
                .body("metadata.model", equalTo("none"))
                .body("metadata.grounded", is(false))
                .body("metadata.degraded", contains("generation"));

        assertThat(services.remembered()).containsExactly(0, 0);
    }

    @Test
    void answersFromTheCacheAlthoughNoModelCanWrite() {
        ask(QUESTION);
        services.fail("llm-service");

        ask(QUESTION).body("metadata.cache_level", equalTo("memory")).body("metadata.degraded", empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                              | query",
                "{\"query\": \"\"}                               | query",
                "{\"query\": \" \\n \"}                          | query",
                "{\"query\": 7}                                  | query",
                "{\"query\": [\"a\"]}                            | query",
                "{\"query\": null}                               | query",
                "{\"query\": \"q\", \"max_results\": 0}          | max_results",
                "{\"query\": \"q\", \"max_results\": 51}         | max_results",
                "{\"query\": \"q\", \"max_results\": \"5\"}      | max_results",
                "{\"query\": \"q\", \"max_results\": 1.5}        | max_results",
                "{\"query\": \"q\", \"max_results\": 99999999999}| max_results",
                "{\"query\": \"q\", \"collection\": \"../x\"}    | collection",
                "{\"query\": \"q\", \"collections\": []}          | collections",
                "{\"query\": \"q\", \"collections\": [null]}      | collections[0]",
                "{\"query\": \"q\", \"collections\": [\"/\"]}     | collection",
                "{\"query\": \"q\", \"collections\": [\"a\"], \"collection\": \"b\"} | collections",
                "{\"query\": \"q\", \"model\": \"nobody\"}      | model",
                "{\"query\": \"q\", \"temperature\": 2.1}       | temperature",
                "{\"query\": \"q\", \"max_tokens\": 0}          | max_tokens",
                "{\"query\": \"q\", \"language\": \"_\"}        | language",
                "{\"query\": \"q\", \"history\": [{\"role\": \"system\", \"content\": \"c\"}]} | history[0].role",
                "{\"query\": \"q\", \"history\": [{\"role\": \"user\"}]} | history[0].content",
                "{\"query\": \"q\", \"history\": [{\"role\": \"user\", \"content\": \"c\"}]} | history",
                "{\"query\": \"q\", \"history\": [{\"role\": \"assistant\", \"content\": \" \"}]} | history[0]",
                "{\"query\": \"q\", \"conversation_id\": \"\"}   | conversation_id",
                "{\"query\": \"q\", \"conversation_id\": \"c\", \"history\": [{\"role\": \"assistant\", \"content\": \"c\"}]} | conversation_id",
                "{\"query\": \"q\", \"unknown\": 1}              | unknown",
                "{\"query\": \"q\"                               | body",
                "[]                                              | body",
                "null                                            | body",
                "not json                                        | body",
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        ask(body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("invalid_argument"))
                .body("field", equalTo(field))
                .body("trace_id", matchesPattern("[0-9a-f]{32}"));
    }

    @Test
    void refusesAQuestionThatIsTooLong() {
        ask("{\"query\": \"" + "a".repeat(4001) + "\"}").statusCode(400).body("detail", containsString("4000"));
    }

    @Test
    void saysThatThereIsNoSuchCollection() {
        ask("{\"query\": \"q\", \"collection\": \"missing\"}")
                .statusCode(404)
                .body("code", equalTo("not_found"))
                .body("field", equalTo("collection"));
    }

    @Test
    void refusesOtherMediaTypesMethodsAndAddresses() {
        given().contentType("text/csv")
                .body("a,b")
                .post("/api/v1/rag/query")
                .then()
                .statusCode(415)
                .contentType("application/problem+json")
                .body("code", equalTo("unsupported_media_type"));
        given().get("/api/v1/rag/query").then().statusCode(405).body("code", equalTo("method_not_allowed"));
        given().get("/api/v1/nothing").then().statusCode(404).body("code", equalTo("not_found"));
        given().contentType(ContentType.JSON)
                .accept("image/png")
                .body(QUESTION)
                .post("/api/v1/rag/query")
                .then()
                .statusCode(406)
                .body("code", equalTo("not_acceptable"));
    }

    @Test
    void refusesAnotherOrigin() {
        given().contentType(ContentType.JSON)
                .body(QUESTION)
                .header("Origin", "http://evil.example")
                .post("/api/v1/rag/query")
                .then()
                .statusCode(403);
        given().contentType(ContentType.JSON)
                .body(QUESTION)
                .header("Host", "evil.example")
                .post("/api;x/v1/rag/query")
                .then()
                .statusCode(403);
    }

    @Test
    void keepsTheClientsTraceId() {
        given().contentType(ContentType.JSON)
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .body(QUESTION)
                .post("/api/v1/rag/query")
                .then()
                .header("X-Trace-Id", equalTo("0af7651916cd43dd8448eb211c80319c"))
                .body("metadata.trace_id", equalTo("0af7651916cd43dd8448eb211c80319c"));
    }

    @Test
    void endsWithinTheTimeThatTheClientGives() {
        services.holdGeneration();

        given().contentType(ContentType.JSON)
                .header("X-Request-Timeout", "0.2")
                .body(QUESTION)
                .post("/api/v1/rag/query")
                .then()
                .statusCode(504)
                .body("code", equalTo("deadline_exceeded"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon", "100000", "NaN"})
    void refusesATimeoutThatIsNone(String timeout) {
        given().contentType(ContentType.JSON)
                .header("X-Request-Timeout", timeout)
                .body(QUESTION)
                .post("/api/v1/rag/query")
                .then()
                .statusCode(400)
                .body("field", equalTo("X-Request-Timeout"));
    }

    @Test
    void refusesRequestsThatAnotherSiteMakesThroughABrowser() {
        RequestSpecification request = given().contentType(ContentType.JSON).body(QUESTION);
        request.header("Sec-Fetch-Site", "cross-site")
                .post("/api/v1/rag/query")
                .then()
                .statusCode(403);
        given().contentType(ContentType.JSON)
                .body(QUESTION)
                .header("Host", "evil.example")
                .post("/api/v1/rag/query")
                .then()
                .statusCode(403)
                .body("code", equalTo("permission_denied"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/rag/stream", "/api/v1/rag/query"})
    void streamsTheEventsInTheirOrder(String path) {
        String events = given().contentType(ContentType.JSON)
                .accept("text/event-stream")
                .body(QUESTION)
                .post(path)
                .then()
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();

        assertThat(names(events))
                .containsExactly(
                        "status",
                        "status",
                        "sources",
                        "status",
                        "response_chunk",
                        "response_chunk",
                        "response_chunk",
                        "metadata");
        assertThat(events.split("\"is_final\":true", -1)).hasSize(2);
        assertThat(events).contains("\"quote\":\"A quern grinds grain.\"");
    }

    @Test
    void endsAStreamThatMeetsOverloadUnderWayWithAnErrorEvent() {
        services.overload("llm-stream");

        String events = given().contentType(ContentType.JSON)
                .body(QUESTION)
                .post("/api/v1/rag/stream")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        assertThat(names(events)).endsWith("response_chunk", "error");
        assertThat(events).contains("\"code\":\"overloaded\"");
    }

    @Test
    void endsAStreamThatFailsWithAnErrorEvent() {
        services.fail("llm-stream");

        String events = given().contentType(ContentType.JSON)
                .body(QUESTION)
                .post("/api/v1/rag/stream")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        assertThat(names(events)).endsWith("response_chunk", "error").doesNotContain("metadata");
        assertThat(events).contains("\"code\":\"service_unavailable\"").doesNotContain("\"is_final\":true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/rag/stream", "/api/v1/rag/query"})
    void stopsTheWorkWhenTheClientLeaves(String path) throws Exception {
        services.holdGeneration();
        try (Socket client = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = client.getOutputStream();
            out.write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + QUESTION.length() + "\r\n\r\n" + QUESTION)
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            assertThat(services.waiting().await(5, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(services.interrupted().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void letsWhatDoesNotFitWaitAndRefusesWhatDoesNotFitEvenThereAtOnce() throws Exception {
        services.holdGeneration();
        int places = config.concurrency();
        Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        List<Thread> asking = IntStream.range(0, places + config.admission().queue())
                .mapToObj(i -> Thread.ofVirtual()
                        .start(() -> statuses.add(
                                ask("{\"query\": \"q" + i + "\"}").extract().statusCode())))
                .toList();
        awaitGenerations(places);
        awaitPending(asking.size());

        ask(QUESTION)
                .statusCode(503)
                .body("code", equalTo("overloaded"))
                .header("Retry-After", matchesPattern("[1-9][0-9]*"));
        given().contentType(ContentType.JSON)
                .body(QUESTION)
                .post("/api/v1/rag/stream")
                .then()
                .statusCode(503)
                .body("code", equalTo("overloaded"));

        services.release();
        for (Thread thread : asking) {
            thread.join();
        }
        assertThat(statuses).hasSize(asking.size()).containsOnly(200);
        ask(QUESTION).statusCode(200);
    }

    private void awaitPending(int count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (pending() < count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(pending()).isEqualTo(count);
    }

    private int pending() {
        return (int) registry.get("quern.gateway.pending").gauge().value();
    }

    private void awaitGenerations(int count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (services.generations() < count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(services.generations()).isEqualTo(count);
    }

    private static List<String> names(String events) {
        return Pattern.compile("^event: ?(.*)$", Pattern.MULTILINE)
                .matcher(events)
                .results()
                .map(match -> match.group(1).strip())
                .toList();
    }

    private static ValidatableResponse ask(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/rag/query")
                .then();
    }
}
