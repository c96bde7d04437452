package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.quern.gateway.FakeServices;
import dev.quern.gateway.FieldValue;
import dev.quern.gateway.Filter;
import dev.quern.gateway.Filter.Condition;
import dev.quern.gateway.Filter.Operator;
import dev.quern.gateway.Fusion;
import dev.quern.gateway.SearchOptions;
import dev.quern.gateway.Strategy;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SearchResourceTest {
    private static final String TAGGED = "{\"field\": \"tags\", \"operator\": \"contains\", \"value\": \"x\"}";

    @Inject
    FakeServices services;

    @BeforeEach
    void reset() {
        services.reset();
    }

    @Test
    void findsPassagesWithTheWordsThatMatchAndWithoutAnAnswer() {
        search("{\"query\": \"What does a quern grind?\"}")
                .statusCode(200)
                .body("passages[0].document_id", equalTo("doc-1"))
                .body("passages[0].chunk_id", equalTo("chunk-1"))
                .body("passages[0].text", equalTo("A quern grinds grain."))
                .body("passages[0].score", equalTo(1f))
                .body("passages[0].similarity", equalTo(.9f))
                .body("passages[0].heading_path", contains("Mills"))
                .body("passages[0].highlights[0].start", equalTo(2))
                .body("passages[0].highlights[0].end", equalTo(7))
                .body("passages[0].metadata.year", equalTo(1786f))
                .body("passages[0]", not(hasKey("explanation")))
                .body("$", not(hasKey("plan")))
                .body("collections.name", contains("default"))
                .body("collections.version", contains("v1"))
                .body("passages[0].collection", equalTo("default"))
                .body("strategy", equalTo("single_stage"))
                .body("degraded", empty())
                .body("timings_ms", hasKey("search"))
                .body("trace_id", matchesPattern("[0-9a-f]{32}"));

        assertThat(services.generations()).isZero();
        assertThat(services.lastSearch().question().options()).isEqualTo(SearchOptions.USUAL);
        assertThat(services.lastSearch().model()).isEqualTo("fake@1");
        assertThat(services.lastSearch().dimensions()).isEqualTo(1);
        assertThat(services.lastSearch().explain()).isFalse();
    }

    @Test
    void searchesWithTheNewModelWhenTheCollectionChangesOverMeanwhile() {
        services.rebuildOnceDescribed("other@1");

        search("{\"query\": \"What does a quern grind?\"}")
                .statusCode(200)
                .body("passages[0].document_id", equalTo("doc-1"));

        assertThat(services.lastSearch().model()).isEqualTo("other@1");
        assertThat(services.embeddings()).isEqualTo(2);
    }

    @Test
    void saysWhatWasLeftOut() {
        services.searchWithout("walk");

        search("{\"query\": \"What does a quern grind?\"}").statusCode(200).body("degraded", contains("walk"));
    }

    @Test
    void explainsWhatWasDone() {
        search("{\"query\": \"q\", \"explain\": true}")
                .statusCode(200)
                .body("passages[0].explanation", equalTo("Third by vectors, first by words."))
                .body("plan.name", contains("filter", "search"))
                .body("plan[0].selectivity", equalTo(.25f))
                .body("plan[0].millis", equalTo(.0015f))
                .body("plan[0].candidates", equalTo(40))
                .body("plan[1]", not(hasKey("selectivity")));
    }

    @Test
    void handsOnWhatIsWanted() {
        search("{\"query\": \"q\", \"collection\": \"mills\", \"max_results\": 50, \"alpha\": 0.25,"
                        + " \"fusion\": \"reciprocal_rank\", \"strategy\": \"multi_stage\", \"filter\": " + TAGGED
                        + "}")
                .statusCode(200)
                .body("strategy", equalTo("multi_stage"));

        assertThat(services.lastSearch().question().collection()).isEqualTo("mills");
        assertThat(services.lastSearch().question().maxResults()).isEqualTo(50);
        assertThat(services.lastSearch().analysis().strategy()).isEqualTo(Strategy.MULTI_STAGE);
        assertThat(services.lastSearch().question().options())
                .isEqualTo(new SearchOptions(
                        Optional.of(text("tags", Operator.CONTAINS, "x")),
                        Optional.of(.25f),
                        Optional.of(Fusion.RECIPROCAL_RANK),
                        Optional.of(Strategy.MULTI_STAGE)));
    }

    @Test
    void readsEveryKindOfFilter() {
        search("{\"query\": \"q\", \"filter\": {\"all\": ["
                        + "{\"any\": [{\"field\": \"type\", \"operator\": \"equal\", \"value\": \"text/plain\"},"
                        + "{\"not\": {\"field\": \"metadata.open\", \"operator\": \"equal\", \"value\": true}}]},"
                        + "{\"field\": \"metadata.year\", \"operator\": \"greater_or_equal\", \"value\": 1786},"
                        + "{\"field\": \"created_at\", \"operator\": \"less\", \"value\": \"2026-01-01T00:00:00Z\"},"
                        + "{\"field\": \"language\", \"operator\": \"in\", \"value\": [\"de\", \"en\"]}]}}")
                .statusCode(200);

        assertThat(services.lastSearch().question().options().filter())
                .contains(new Filter.All(List.of(
                        new Filter.Any(List.of(
                                text("type", Operator.EQUAL, "text/plain"),
                                new Filter.Not(new Condition(
                                        "metadata.open", Operator.EQUAL, List.of(new FieldValue.Flag(true)))))),
                        new Condition(
                                "metadata.year", Operator.GREATER_OR_EQUAL, List.of(new FieldValue.Numeric(1786))),
                        text("created_at", Operator.LESS, "2026-01-01T00:00:00Z"),
                        new Condition(
                                "language",
                                Operator.IN,
                                List.of(new FieldValue.Text("de"), new FieldValue.Text("en"))))));
    }

    @Test
    void choosesTheStrategyByTheQuestionWhenNobodySays() {
        search("{\"query\": \"Explain why the French and the Russian Revolution differ, and compare their causes.\","
                        + " \"strategy\": \"auto\"}")
                .statusCode(200)
                .body("strategy", equalTo("multi_stage"));
    }

    @Test
    void makesNoVectorForASearchByWordsOnly() {
        search("{\"query\": \"q\", \"alpha\": 0}").statusCode(200);

        assertThat(services.embeddings()).isZero();
        assertThat(services.lastSearch().dimensions()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"alpha\": -0.01                                                            | alpha",
                "\"alpha\": 1.01                                                             | alpha",
                "\"alpha\": 1e99                                                             | alpha",
                "\"alpha\": \"0.5\"                                                          | alpha",
                "\"alpha\": true                                                             | alpha",
                "\"fusion\": \"RELATIVE_SCORE\"                                              | fusion",
                "\"fusion\": \"\"                                                            | fusion",
                "\"fusion\": 1                                                               | fusion",
                "\"strategy\": \"fast\"                                                      | strategy",
                "\"explain\": \"yes\"                                                        | explain",
                "\"explain\": 1                                                              | explain",
                "\"filter\": []                                                              | filter",
                "\"filter\": \"tags\"                                                        | filter",
                "\"filter\": {}                                                              | filter",
                "\"filter\": {\"all\": []}                                                   | filter.all",
                "\"filter\": {\"any\": [null]}                                               | filter.any[0]",
                "\"filter\": {\"any\": [{}]}                                                 | filter.any[0]",
                "\"filter\": {\"any\": [3]}                                                  | filter.any[0]",
                "\"filter\": {\"all\": {}}                                                   | filter.all",
                "\"filter\": {\"some\": []}                                                  | filter.some",
                "\"filter\": {\"not\": {\"not\": {}}}                                        | filter.not.not",
                "\"filter\": {\"not\": {\"all\": [{\"x\": 1}]}}                              | filter.not.all[0].x",
                "\"filter\": {\"field\": \"tags\"}                                           | filter.operator",
                "\"filter\": {\"operator\": \"in\", \"value\": [1]}                          | filter.field",
                "\"filter\": {\"field\": \"\", \"operator\": \"equal\", \"value\": 1}        | filter.field",
                "\"filter\": {\"field\": 1, \"operator\": \"equal\", \"value\": 1}           | filter.field",
                "\"filter\": {\"field\": \"tags\", \"operator\": \"like\", \"value\": 1}     | filter.operator",
                "\"filter\": {\"field\": \"tags\", \"operator\": \"equal\"}                  | filter.value",
                "\"filter\": {\"field\": \"tags\", \"operator\": \"equal\", \"value\": null} | filter.value",
                "\"filter\": {\"field\": \"tags\", \"operator\": \"equal\", \"value\": [1]}  | filter.value",
                "\"filter\": {\"field\": \"tags\", \"operator\": \"equal\", \"value\": {}}   | filter.value",
                "\"filter\": {\"field\": \"tags\", \"operator\": \"less\", \"value\": 1e999} | filter.value",
                "\"filter\": {\"field\": \"tags\", \"operator\": \"in\", \"value\": []}      | filter.value",
                "\"filter\": {\"field\": \"tags\", \"operator\": \"in\", \"value\": \"a\"}   | filter.value",
                "\"filter\": {\"field\": \"tags\", \"operator\": \"in\", \"value\": [1,{}]}  | filter.value[1]",
                "\"filter\": {\"all\": [{\"field\": \"a\", \"operator\": \"equal\", \"value\": 1},"
                        + " {\"field\": \"a\", \"operator\": \"equal\"}]}            | filter.all[1].value",
                "\"filter\": {\"not\": {}, \"field\": \"tags\"}                              | filter",
            })
    void saysWhereInTheBodySomethingIsWrong(String part, String field) {
        String body = "{\"query\": \"q\", " + part + "}";

        search(body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("invalid_argument"))
                .body("field", equalTo(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/rag/query", "/api/v1/rag/stream"})
    void aQuestionIsCheckedLikewise(String path) {
        given().contentType(ContentType.JSON)
                .body("{\"query\": \"q\", \"filter\": {\"all\": [{\"field\": \"tags\"}]}}")
                .post(path)
                .then()
                .statusCode(400)
                .body("field", equalTo("filter.all[0].operator"));
    }

    @Test
    void refusesAFilterThatIsTooDeepOrTooLarge() {
        String deep = TAGGED;
        for (int i = 0; i < 8; i++) {
            deep = "{\"not\": " + deep + "}";
        }
        String wide = "{\"any\": [" + String.join(",", Collections.nCopies(65, TAGGED)) + "]}";
        String bushy =
                "{\"all\": [{\"any\": [" + String.join(",", Collections.nCopies(64, TAGGED)) + "]}, " + TAGGED + "]}";
        String many = "{\"field\": \"tags\", \"operator\": \"in\", \"value\": ["
                + String.join(",", Collections.nCopies(257, "1")) + "]}";

        search("{\"query\": \"q\", \"filter\": " + deep + "}")
                .statusCode(400)
                .body("field", equalTo("filter" + ".not".repeat(8)))
                .body("detail", containsString("8 levels"));
        search("{\"query\": \"q\", \"filter\": " + wide + "}").statusCode(400).body("field", equalTo("filter.any"));
        search("{\"query\": \"q\", \"filter\": " + bushy + "}").statusCode(400).body("field", equalTo("filter"));
        search("{\"query\": \"q\", \"filter\": " + many + "}").statusCode(400).body("field", equalTo("filter.value"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{} | query", "null | body", "[] | body", "{\"query\": \"q\", \"max_results\": 51} | max_results"})
    void refusesWhatIsNoSearch(String body, String field) {
        search(body).statusCode(400).body("field", equalTo(field));
    }

    @Test
    void namesTheServiceThatIsDown() {
        services.fail("retrieval-service");

        search("{\"query\": \"q\"}").statusCode(503).body("service", equalTo("retrieval-service"));
    }

    @Test
    void saysThatThereIsNoSuchCollection() {
        search("{\"query\": \"q\", \"collection\": \"missing\"}")
                .statusCode(404)
                .body("field", equalTo("collection"));
    }

    private static Condition text(String field, Operator operator, String value) {
        return new Condition(field, operator, List.of(new FieldValue.Text(value)));
    }

    private static ValidatableResponse search(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/search")
                .then();
    }
}
