package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.quern.gateway.FakeCatalogue;
import dev.quern.gateway.FakeServices;
import dev.quern.gateway.PageRequest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CollectionResourceTest {
    private static final String MILLS = "{\"name\": \"mills\", \"embedding_model\": \"small@2\", \"distance\": \"dot\","
            + " \"profile\": \"memory_constrained\", \"fields\": {\"year\": \"number\", \"built\": \"time\"}}";

    @Inject
    FakeServices services;

    @Inject
    FakeCatalogue catalogue;

    @BeforeEach
    void reset() {
        services.reset();
        catalogue.reset();
    }

    @Test
    void makesACollectionAsItIsWanted() {
        create(MILLS)
                .statusCode(200)
                .body("name", equalTo("mills"))
                .body("embedding_model", equalTo("small@2"))
                .body("dimensions", equalTo(384))
                .body("distance", equalTo("dot"))
                .body("profile", equalTo("memory_constrained"))
                .body("fields.year", equalTo("number"))
                .body("fields.built", equalTo("time"))
                .body("version", equalTo("v1"))
                .body("documents", equalTo(0))
                .body("passages", equalTo(0))
                .body("bytes", equalTo(0))
                .body("created_at", equalTo("2026-01-01T00:00:00Z"))
                .body("remarks", contains("This store keeps all vectors in memory."));
    }

    @Test
    void choosesWhatNobodySays() {
        create("{\"name\": \"mills\"}")
                .statusCode(200)
                .body("embedding_model", equalTo("fake@1"))
                .body("distance", equalTo("cosine"))
                .body("profile", equalTo("automatic"))
                .body("fields", is(anEmptyMap()));
    }

    @Test
    void makesTheSameTwiceAndAnotherOneNever() {
        create(MILLS).statusCode(200);

        create(MILLS).statusCode(200);
        create("{\"name\": \"mills\"}")
                .statusCode(409)
                .body("code", equalTo("conflict"))
                .body("field", equalTo("name"));
    }

    @Test
    void listsShowsAndDeletes() {
        create("{\"name\": \"b\"}");
        create("{\"name\": \"a\"}");

        given().get("/api/v1/collections")
                .then()
                .statusCode(200)
                .body("collections.name", contains("a", "b"))
                .body("$", not(hasKey("next_page_token")));
        given().get("/api/v1/collections/a").then().statusCode(200).body("name", equalTo("a"));
        given().delete("/api/v1/collections/a").then().statusCode(204);
        given().get("/api/v1/collections/a").then().statusCode(404).body("field", equalTo("collection"));
        given().delete("/api/v1/collections/a").then().statusCode(404).body("field", equalTo("collection"));
    }

    @Test
    void listsInPages() {
        create("{\"name\": \"a\"}");
        create("{\"name\": \"b\"}");
        create("{\"name\": \"c\"}");

        String next = given().get("/api/v1/collections?page_size=2")
                .then()
                .body("collections.name", contains("a", "b"))
                .extract()
                .path("next_page_token");

        given().queryParam("page_size", 2)
                .queryParam("page_token", next)
                .get("/api/v1/collections")
                .then()
                .body("collections.name", contains("c"))
                .body("$", not(hasKey("next_page_token")));
    }

    @Test
    void listsFiftyWhenNobodySaysHowMany() {
        given().get("/api/v1/collections").then().statusCode(200);

        assertThat(catalogue.lastPage()).isEqualTo(new PageRequest(50, ""));
    }

    @ParameterizedTest
    @CsvSource({"0,page_size", "201,page_size", "-1,page_size", "1.5,page_size", "many,page_size"})
    void refusesAPageThatIsNone(String size, String field) {
        given().queryParam("page_size", size)
                .get("/api/v1/collections")
                .then()
                .statusCode(400)
                .body("field", equalTo(field));
    }

    @Test
    void refusesATokenThatCannotBeOurs() {
        given().queryParam("page_token", "a".repeat(1025))
                .get("/api/v1/collections")
                .then()
                .statusCode(400)
                .body("field", equalTo("page_token"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                        | name",
                "{\"name\": null}                                          | name",
                "{\"name\": \"\"}                                          | name",
                "{\"name\": \"../x\"}                                      | name",
                "{\"name\": 7}                                             | name",
                "{\"name\": \"a\", \"distance\": \"manhattan\"}            | distance",
                "{\"name\": \"a\", \"distance\": \"COSINE\"}               | distance",
                "{\"name\": \"a\", \"profile\": \"ivf\"}                   | profile",
                "{\"name\": \"a\", \"fields\": []}                         | fields",
                "{\"name\": \"a\", \"fields\": {\"Year\": \"number\"}}     | fields",
                "{\"name\": \"a\", \"fields\": {\"\": \"number\"}}         | fields",
                "{\"name\": \"a\", \"fields\": {\"1a\": \"number\"}}       | fields",
                "{\"name\": \"a\", \"fields\": {\"year\": \"int\"}}        | fields.year",
                "{\"name\": \"a\", \"fields\": {\"year\": null}}           | fields.year",
                "{\"name\": \"a\", \"fields\": {\"year\": 1}}              | fields.year",
                "{\"name\": \"a\", \"dimensions\": 3}                      | dimensions",
                "{\"name\": \"a\", \"name\": \"b\"}                        | body",
                "null                                                      | body",
                "[]                                                        | body",
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        create(body).statusCode(400).body("code", equalTo("invalid_argument")).body("field", equalTo(field));
    }

    @Test
    void refusesTooManyFieldsAndTooLongAModel() {
        String fields =
                IntStream.range(0, 33).mapToObj(i -> "\"f" + i + "\": \"text\"").collect(Collectors.joining(","));

        create("{\"name\": \"a\", \"fields\": {" + fields + "}}")
                .statusCode(400)
                .body("field", equalTo("fields"))
                .body("detail", containsString("32"));
        create("{\"name\": \"a\", \"embedding_model\": \"" + "m".repeat(257) + "\"}")
                .statusCode(400)
                .body("field", equalTo("embedding_model"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/collections/a%20b", "/api/v1/collections/-a"})
    void refusesANameThatIsNone(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(400).body("field", equalTo("collection"));
        given().urlEncodingEnabled(false).delete(path).then().statusCode(400).body("field", equalTo("collection"));
    }

    @Test
    void namesTheServiceThatIsDown() {
        services.fail("retrieval-service");

        given().get("/api/v1/collections").then().statusCode(503).body("service", equalTo("retrieval-service"));
        create(MILLS).statusCode(503).body("service", equalTo("retrieval-service"));
    }

    private static ValidatableResponse create(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/collections")
                .then();
    }
}
