package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.quern.gateway.FakeServices;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CachedAnswersTest {
    private static final String FIRST = "What does a quern grind?";
    private static final String SAME = "What is ground by a quern?";

    @Inject
    FakeServices services;

    @BeforeEach
    void begin() {
        services.reset();
        services.takeForTheSame(FIRST, SAME);
    }

    @AfterEach
    void reset() {
        services.reset();
    }

    @Test
    void servesTheAnswerToAQuestionThatMeansTheSameAndSaysWhichOne() {
        ask(FIRST).body("metadata.cache_level", equalTo("none")).body("metadata", not(hasKey("similar")));

        ask(SAME)
                .statusCode(200)
                .body("answer", equalTo("It grinds grain [1]."))
                .body("sources[0].document_id", equalTo("doc-1"))
                .body("citations.source", contains(1))
                .body("metadata.cache_level", equalTo("semantic"))
                .body("metadata.similar.question", equalTo(FIRST))
                .body("metadata.similar.similarity", equalTo(.97f))
                .body("metadata.similar.score", equalTo(.99f))
                .body("metadata.cache_entry", matchesPattern("[A-Za-z0-9_-]+"))
                .body("metadata.degraded", empty())
                .body("metadata.timings_ms", not(hasKey("generate")));

        assertThat(services.generations()).isEqualTo(1);
    }

    @Test
    void streamsASimilarAnswersSourcesBeforeItsText() {
        ask(FIRST);

        String events = given().contentType(ContentType.JSON)
                .body(question(SAME))
                .post("/api/v1/rag/stream")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        assertThat(names(events)).containsExactly("status", "sources", "response_chunk", "metadata");
        assertThat(events).contains("\"is_final\":true", "\"cache_level\":\"semantic\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"alpha\": 0.5",
                "\"max_results\": 7",
                "\"fusion\": \"reciprocal_rank\"",
                "\"strategy\": \"multi_stage\"",
                "\"collection\": \"other\"",
                "\"filter\": {\"field\": \"tags\", \"operator\": \"contains\", \"value\": \"x\"}"
            })
    void servesNoAnswerThatWasSearchedForOtherwise(String option) {
        ask(FIRST);

        askWith("{\"query\": \"" + SAME + "\", " + option + "}").body("metadata.cache_level", equalTo("none"));

        assertThat(services.similarLookups()).isEqualTo(2);
    }

    @Test
    void servesNoAnswerOfAnEarlierVersionOfTheCollection() {
        ask(FIRST);
        services.changeCollection();

        ask(SAME).body("metadata.cache_level", equalTo("none"));
    }

    @Test
    void asksForNoSimilarQuestionsWhereTheVectorHasNoSay() {
        askWith("{\"query\": \"" + FIRST + "\", \"alpha\": 0}").statusCode(200);

        assertThat(services.similarLookups()).isZero();
        assertThat(services.remembered()).containsExactly(1, 0);
    }

    @Test
    void remembersNothingThatASmallerModelHadToAnswer() {
        services.skip("large");

        ask(FIRST).statusCode(200).body("metadata", not(hasKey("cache_entry")));

        assertThat(services.remembered()).containsExactly(0, 0);
    }

    @Test
    void remembersNothingThatIsNotGroundedOrHadToDoWithoutSomething() {
        services.answerWithoutSupport();
        ask(FIRST).statusCode(200);
        services.reset();
        services.searchWithout("reranking");
        ask(FIRST).statusCode(200);

        assertThat(services.remembered()).containsExactly(0, 0);
    }

    @Test
    void goesOnWithoutTheSemanticCacheAndSaysSoOnce() {
        services.fail("semantic-cache");

        ask(FIRST).statusCode(200).body("metadata.degraded", contains("cache"));

        assertThat(services.remembered()).containsExactly(1, 0);
    }

    @Test
    void asksTheSemanticCacheNotWhenTheExactOneIsAway() {
        services.fail("cache-service");

        ask(FIRST).statusCode(200).body("metadata.degraded", contains("cache"));

        assertThat(services.similarLookups()).isZero();
    }

    @Test
    void makesTheAnswerAnewForWhoeverWantsNoneFromACache() {
        ask(FIRST);

        asking(FIRST, "no-cache").body("metadata.cache_level", equalTo("none"));
        asking(SAME, "max-age=0, No-Cache").body("metadata.cache_level", equalTo("none"));

        assertThat(services.generations()).isEqualTo(3);
        assertThat(services.remembered().getFirst()).as("both are there now").isEqualTo(2);
        ask(SAME).body("metadata.cache_level", equalTo("memory"));
    }

    @Test
    void keepsNothingForWhoeverWantsNothingKept() {
        asking(FIRST, "no-store").statusCode(200).body("metadata", not(hasKey("cache_entry")));
        asking(FIRST, "no-cache, no-store").body("metadata.cache_level", equalTo("none"));
        asking(FIRST, "no-cache", "no-store").body("metadata.cache_level", equalTo("none"));

        assertThat(services.remembered()).containsExactly(0, 0);
        assertThat(services.generations()).isEqualTo(3);
    }

    @Test
    void takesNoNoticeOfOtherDirectives() {
        ask(FIRST);

        asking(FIRST, "max-age=0").body("metadata.cache_level", equalTo("memory"));
    }

    @Test
    void makesAnAnswerAnewInTheBackgroundWhenTheCacheAsksForIt() throws Exception {
        ask(FIRST);
        services.askForFreshAnswers();

        ask(FIRST).body("metadata.cache_level", equalTo("memory"));

        awaitGenerations(2);
    }

    private void awaitGenerations(int count) throws InterruptedException {
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

    private static String question(String text) {
        return "{\"query\": \"" + text + "\"}";
    }

    private static ValidatableResponse ask(String text) {
        return askWith(question(text));
    }

    private static ValidatableResponse asking(String text, String... cacheControl) {
        return given().contentType(ContentType.JSON)
                .headers(new Headers(Arrays.stream(cacheControl)
                        .map(value -> new Header("Cache-Control", value))
                        .toList()))
                .body(question(text))
                .post("/api/v1/rag/query")
                .then();
    }

    private static ValidatableResponse askWith(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/rag/query")
                .then();
    }
}
