package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.quern.gateway.FakeServices;
import dev.quern.gateway.Message;
import dev.quern.gateway.Message.Author;
import dev.quern.protocol.Priority;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AskingTest {
    private static final String SAID = "\"history\": [{\"role\": \"user\", \"content\": \"What is a quern?\"},"
            + " {\"role\": \"assistant\", \"content\": \"A mill.\"}]";
    private static final String FOLLOWING = "{\"query\": \"What does it grind?\", " + SAID + "}";
    private static final String STANDING = "What does a quern grind?";

    @Inject
    FakeServices services;

    @Inject
    MeterRegistry metrics;

    @BeforeEach
    @AfterEach
    void reset() {
        services.reset();
    }

    @Test
    void handsOnHowTheAnswerIsWanted() {
        ask("{\"query\": \"q\", \"model\": \"fake\", \"temperature\": 0.5, \"max_tokens\": 70, \"language\": \"PT-br\"}")
                .statusCode(200);

        var wanted = services.lastGeneration().question().generation();
        assertThat(wanted.model()).contains("fake");
        assertThat(wanted.temperature()).contains(.5f);
        assertThat(wanted.maxTokens()).contains(70);
        assertThat(wanted.language()).contains("pt-BR");
        assertThat(services.lastGeneration().terms().priority()).isEqualTo(Priority.INTERACTIVE);
    }

    @Test
    void namesTheModelsThereAreWhenTheOneThatIsWantedIsNone() {
        ask("{\"query\": \"q\", \"model\": \"nobody\"}")
                .statusCode(400)
                .body("field", equalTo("model"))
                .body("detail", containsString("`fake`, `extractive`"));
    }

    @Test
    void searchesForAQuestionThatFollowsOnAsItStandsAloneAndStillTellsTheModelWhatWasSaid() {
        services.rewriteTo(STANDING);

        ask(FOLLOWING)
                .statusCode(200)
                .body("metadata.rewritten_query", equalTo(STANDING))
                .body("metadata.timings_ms", hasKey("rewrite"))
                .body("metadata.prompt_tokens", equalTo(15))
                .body("metadata.completion_tokens", equalTo(6))
                .body("metadata.cost", equalTo(.75f));

        assertThat(services.lastSearch().question().text()).isEqualTo(STANDING);
        assertThat(services.lastGeneration().question().text()).isEqualTo(STANDING);
        assertThat(services.lastGeneration().question().history())
                .containsExactly(
                        new Message(Author.USER, "What is a quern?"), new Message(Author.ASSISTANT, "A mill."));
    }

    @Test
    void rewritesNothingForAnAnswerFromTheCacheNorSharesItWithOtherConversations() {
        services.rewriteTo(STANDING);
        ask(FOLLOWING);

        ask(FOLLOWING).body("metadata.cache_level", equalTo("memory"));
        assertThat(services.rewritings()).isEqualTo(1);

        ask(FOLLOWING.replace("quern", "windmill")).body("metadata.cache_level", equalTo("none"));
        ask("{\"query\": \"What does it grind?\"}").body("metadata.cache_level", equalTo("none"));
    }

    @Test
    void asksTheSemanticCacheForNothingThatFollowsOn() {
        ask(FOLLOWING).statusCode(200);

        assertThat(services.similarLookups()).isZero();
        assertThat(services.remembered()).containsExactly(1, 0);
    }

    @Test
    void searchesForAQuestionAsItWasAskedWhenItCannotBeRewritten() {
        services.overload("rewriting");
        double before = degraded("rewriting");

        ask(FOLLOWING).statusCode(200).body("metadata.degraded", contains("rewriting"));

        assertThat(services.lastSearch().question().text()).isEqualTo("What does it grind?");
        assertThat(services.remembered()).containsExactly(0, 0);
        assertThat(degraded("rewriting")).isEqualTo(before + 1);
    }

    @Test
    void answersFromSeveralCollectionsTheMostSimilarFirst() {
        services.findSimilar("notes", .4f);
        services.findSimilar("mills", .8f);

        ask("{\"query\": \"q\", \"collections\": [\"notes\", \"mills\", \"notes\"]}")
                .statusCode(200)
                .body("sources.collection", contains("mills", "notes"))
                .body("sources.number", contains(1, 2))
                .body("metadata.collections.name", contains("notes", "mills"));

        assertThat(services.embeddings()).as("both have one model").isEqualTo(1);
        assertThat(services.similarLookups()).isZero();
    }

    @Test
    void mergesByRankWhereModelsDiffer() {
        services.embedBy("mills", "other@1");
        services.findSimilar("notes", .4f);
        services.findSimilar("mills", .8f);

        ask("{\"query\": \"q\", \"collections\": [\"notes\", \"mills\"]}")
                .statusCode(200)
                .body("sources.collection", contains("notes", "mills"));

        assertThat(services.embeddings()).isEqualTo(2);
    }

    @Test
    void servesAnAnswerOfSeveralCollectionsAgainUntilOneOfThemChanges() {
        String question = "{\"query\": \"q\", \"collections\": [\"notes\", \"mills\"]}";
        ask(question);
        ask(question).body("metadata.cache_level", equalTo("memory"));

        services.changeCollection();

        ask(question).body("metadata.cache_level", equalTo("none"));
    }

    @Test
    void namesTheOneOfSeveralCollectionsThatThereIsNot() {
        ask("{\"query\": \"q\", \"collections\": [\"notes\", \"missing\"]}")
                .statusCode(404)
                .body("field", equalTo("collections"))
                .body("detail", containsString("`missing`"));
    }

    @Test
    void answersAnewWhenTheSettingsOfTheSearchHaveChanged() {
        ask("{\"query\": \"q\"}");
        services.searchOtherwise();

        ask("{\"query\": \"q\"}").body("metadata.cache_level", equalTo("none"));
    }

    @Test
    void explainsHowTheSourcesWereFoundAlsoWhereTheAnswerWasCached() {
        ask("{\"query\": \"q\"}");

        ask("{\"query\": \"q\", \"explain\": true}")
                .statusCode(200)
                .body("metadata.cache_level", equalTo("none"))
                .body("metadata.explanation.plan.name", contains("filter", "search"))
                .body("metadata.explanation.passages[0].explanation", containsString("Third"));

        ask("{\"query\": \"q\"}")
                .body("metadata.cache_level", equalTo("memory"))
                .body("metadata", not(hasKey("explanation")));
    }

    @Test
    void answersManyQuestionsEachByItself() {
        batch("{\"questions\": [{\"id\": \"a\", \"query\": \"one\"}, {\"id\": \"b\", \"query\": \"\"},"
                        + " {\"query\": \"three\", \"colection\": \"x\"}, 7, {\"id\": 5, \"query\": \"five\"},"
                        + " {\"query\": \"six\", \"collection\": \"missing\"}]}")
                .statusCode(200)
                .body("answers.index", contains(0, 1, 2, 3, 4, 5))
                .body("answers[0].id", equalTo("a"))
                .body("answers[0].answer.answer", equalTo("It grinds grain [1]."))
                .body("answers[1].id", equalTo("b"))
                .body("answers[1].error.field", equalTo("query"))
                .body("answers[2].error.field", equalTo("colection"))
                .body("answers[3].error.code", equalTo("invalid_argument"))
                .body("answers[4].error.field", equalTo("id"))
                .body("answers[5].error.status", equalTo(404))
                .body("answered", equalTo(1))
                .body("failed", equalTo(5));

        assertThat(services.lastGeneration().terms().priority()).isEqualTo(Priority.BATCH);
    }

    @Test
    void answersWithinTheTimeOfTheRequestAsManyAsItCan() {
        services.holdGeneration();

        given().contentType(ContentType.JSON)
                .header("X-Request-Timeout", "0.3")
                .body("{\"questions\": [{\"query\": \"one\"}, {\"query\": \"two\"}]}")
                .post("/api/v1/rag/batch")
                .then()
                .statusCode(200)
                .body("answers.error.code", containsInAnyOrder("deadline_exceeded", "deadline_exceeded"));
    }

    @Test
    void refusesABatchThatIsNone() {
        batch("{}").statusCode(400).body("field", equalTo("questions"));
        batch("{\"questions\": []}").statusCode(400).body("field", equalTo("questions"));
        batch("{\"questions\": [" + "{},".repeat(100) + "{}]}").statusCode(400).body("field", equalTo("questions"));
        batch("null").statusCode(400).body("field", equalTo("body"));
    }

    @Test
    void saysThatABatchIsAListOfQuestions() {
        given().accept(ContentType.JSON)
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("components.schemas.Questions.properties.questions.type", equalTo("array"))
                .body(
                        "components.schemas.Questions.properties.questions.items.$ref",
                        equalTo("#/components/schemas/Question"));
    }

    private double degraded(String step) {
        return Optional.ofNullable(
                        metrics.find("quern.gateway.degraded").tag("step", step).counter())
                .map(counter -> counter.count())
                .orElse(0.0);
    }

    private static ValidatableResponse ask(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/rag/query")
                .then();
    }

    private static ValidatableResponse batch(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/rag/batch")
                .then();
    }
}
