package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.quern.gateway.FakeServices;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class FeedbackResourceTest {
    private static final String FIRST = "What does a quern grind?";
    private static final String OTHER = "Who grinds with a quern?";

    @Inject
    FakeServices services;

    @BeforeEach
    void begin() {
        services.reset();
        services.takeForTheSame(FIRST, OTHER);
    }

    @AfterEach
    void reset() {
        services.reset();
    }

    @Test
    void aSimilarAnswerThatIsWrongIsNotServedAgain() {
        entryOf(ask(FIRST, "default"));
        String entry = entryOf(ask(OTHER, "default").body("metadata.cache_level", equalTo("semantic")));

        judge(entry, "wrong").statusCode(204);

        ask(OTHER, "default").body("metadata.cache_level", equalTo("none"));
        ask(FIRST, "default").body("metadata.cache_level", equalTo("memory"));
    }

    @Test
    void anAnswerThatIsWrongIsMadeAnewAlthoughTheSemanticCacheHadItToo() {
        ask(FIRST, "default");
        String entry = entryOf(ask(FIRST, "default").body("metadata.cache_level", equalTo("memory")));

        judge(entry, "wrong").statusCode(204);

        ask(FIRST, "default").body("metadata.cache_level", equalTo("none"));
        assertThat(services.generations()).isEqualTo(2);
    }

    @Test
    void anAnswerThatIsRightStays() {
        String entry = entryOf(ask(FIRST, "default"));

        judge(entry, "right").statusCode(204);

        ask(FIRST, "default").body("metadata.cache_level", equalTo("memory"));
    }

    @Test
    void theSameVerdictAgainDoesNoHarm() {
        String entry = entryOf(ask(FIRST, "default"));

        judge(entry, "wrong").statusCode(204);
        judge(entry, "wrong").statusCode(204);
    }

    @Test
    void anAnswerOfAnotherCollectionStays() {
        String entry = entryOf(ask(FIRST, "default"));
        ask(FIRST, "other");

        judge(entry, "wrong").statusCode(204);

        ask(FIRST, "other").body("metadata.cache_level", equalTo("memory"));
        ask(FIRST, "default").body("metadata.cache_level", equalTo("none"));
    }

    @Test
    void saysThatTheCacheCannotForgetJustNow() {
        String entry = entryOf(ask(FIRST, "default"));
        services.fail("cache-service");

        judge(entry, "wrong").statusCode(503).body("code", equalTo("service_unavailable"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none of ours",
                "!!!",
                "e30",
                "bnVsbA",
                "W10",
            })
    void refusesAnEntryThatWasNeverGiven(String entry) {
        judge(entry, "wrong")
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo("cache_entry"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"form\": 2, \"key\": \"KEY\"}",
                "{\"form\": 1}",
                "{\"form\": 1, \"key\": \"*\"}",
                "{\"form\": 1, \"key\": \"KEY\", \"tenant\": \"other\"}",
                "{\"form\": 1, \"key\": \"KEY\", \"similar\": {}}",
                "{\"form\": 1, \"key\": \"KEY\", \"similar\": {\"id\": \"1\", \"collection\": \"c\"}}",
            })
    void refusesAnEntryThatSomebodyMadeUp(String token) {
        String forged = token.replace("KEY", "answer-" + "0".repeat(64));

        judge(Base64.getUrlEncoder().encodeToString(forged.getBytes(StandardCharsets.UTF_8)), "wrong")
                .statusCode(400)
                .body("field", equalTo("cache_entry"));
    }

    @Test
    void namesTheFieldThatIsWrong() {
        String entry = entryOf(ask(FIRST, "default"));

        judge(entry, "perhaps").statusCode(400).body("field", equalTo("verdict"));
        post("{\"cache_entry\": \"" + entry + "\"}").statusCode(400).body("field", equalTo("verdict"));
        post("{\"verdict\": \"wrong\"}").statusCode(400).body("field", equalTo("cache_entry"));
        post("{\"cache_entry\": \"" + entry + "\", \"verdict\": \"right\", \"comment\": \"" + "x".repeat(1_001) + "\"}")
                .statusCode(400)
                .body("field", equalTo("comment"));
        post("null").statusCode(400).body("field", equalTo("body"));
        judge("x".repeat(5_000), "wrong").statusCode(400).body("field", equalTo("cache_entry"));
    }

    private static String entryOf(ValidatableResponse answer) {
        return answer.statusCode(200).extract().path("metadata.cache_entry");
    }

    private static ValidatableResponse ask(String question, String collection) {
        return given().contentType(ContentType.JSON)
                .body("{\"query\": \"" + question + "\", \"collection\": \"" + collection + "\"}")
                .post("/api/v1/rag/query")
                .then();
    }

    private static ValidatableResponse judge(String entry, String verdict) {
        return post(
                "{\"cache_entry\": \"" + entry + "\", \"verdict\": \"" + verdict + "\", \"comment\": \"It is\\nso.\"}");
    }

    private static ValidatableResponse post(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/rag/feedback")
                .then();
    }
}
