package dev.quern.gateway.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.quern.gateway.FakeCatalogue;
import dev.quern.gateway.FakeModels;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class TextModelsResourceTest {
    @Inject
    FakeModels models;

    @Inject
    FakeCatalogue catalogue;

    @BeforeEach
    @AfterEach
    void reset() {
        models.reset();
        catalogue.reset();
    }

    @Test
    void makesVectorsInTheOrderOfTheTexts() {
        post("/v1/embeddings", "{\"model\": \"mini\", \"input\": [\"grain\", \"mill\"], \"dimensions\": 2}")
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("model", equalTo("mini"))
                .body("data.index", contains(0, 1))
                .body("data.object", contains("embedding", "embedding"))
                .body("data[0].embedding", contains(5f, -.5f))
                .body("data[1].embedding", contains(4f, -.5f))
                .body("usage.prompt_tokens", is(6))
                .body("usage.total_tokens", is(6));
    }

    @Test
    void writesVectorsInBase64WhenAsked() {
        String written = post(
                        "/v1/embeddings",
                        "{\"model\": \"mini\", \"input\": \"grain\", \"encoding_format\": \"base64\"}")
                .statusCode(200)
                .extract()
                .path("data[0].embedding");

        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(written)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getFloat()).isEqualTo(5f);
        assertThat(bytes.getFloat()).isEqualTo(-.5f);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void embedsAQuestionAsOne() {
        post("/v1/embeddings", "{\"model\": \"mini\", \"input\": \"grain?\", \"input_type\": \"query\"}")
                .statusCode(200);
        assertThat(models.lastWasQuestion()).isTrue();

        post("/v1/embeddings", "{\"model\": \"mini\", \"input\": \"grain\"}").statusCode(200);
        assertThat(models.lastWasQuestion()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"input\": \"x\"} | 400 | model",
                "{\"model\": \"other\", \"input\": \"x\"} | 404 | model",
                "{\"model\": \"mini\"} | 400 | input",
                "{\"model\": \"mini\", \"input\": []} | 400 | input",
                "{\"model\": \"mini\", \"input\": [null]} | 400 | input[0]",
                "{\"model\": \"mini\", \"input\": [1, 2]} | 400 | input[0]",
                "{\"model\": \"mini\", \"input\": [[1, 2]]} | 400 | input[0]",
                "{\"model\": \"mini\", \"input\": [\"x\", \" \"]} | 400 | input[1]",
                "{\"model\": \"mini\", \"input\": [\"a\", \"b\", \"c\", \"d\", \"e\"]} | 400 | input",
                "{\"model\": \"mini\", \"input\": \"x\", \"dimensions\": 1} | 400 | dimensions",
                "{\"model\": \"mini@1\", \"input\": \"x\", \"dimensions\": 1} | 400 | dimensions",
                "{\"model\": \"mini\", \"input\": \"x\", \"encoding_format\": \"hex\"} | 400 | encoding_format",
                "{\"model\": \"mini\", \"input\": \"x\", \"input_type\": \"poem\"} | 400 | input_type",
            })
    void refusesTextsThatItCannotEmbed(String body, int status, String param) {
        post("/v1/embeddings", body).statusCode(status).body("error.param", equalTo(param));
    }

    @Test
    void ranksDocumentsBestFirst() {
        post(
                        "/v1/rerank",
                        "{\"model\": \"ranker\", \"query\": \"mill\", \"top_n\": 2, \"return_documents\": true,"
                                + " \"documents\": [\"a\", {\"text\": \"abc\"}, \"ab\"]}")
                .statusCode(200)
                .body("model", equalTo("ranker@1"))
                .body("results.index", contains(1, 2))
                .body("results.relevance_score", contains(3f, 2f))
                .body("results.document.text", contains("abc", "ab"))
                .body("usage.total_tokens", is(7));
    }

    @Test
    void givesBackAllDocumentsWithoutTheirTextsUnlessAsked() {
        post("/v1/rerank", "{\"query\": \"mill\", \"documents\": [\"a\", \"b\"]}")
                .statusCode(200)
                .body("results.index", contains(0, 1))
                .body("results[0].document", nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"documents\": [\"a\"]} | query",
                "{\"query\": \"q\"} | documents",
                "{\"query\": \"q\", \"documents\": [{}]} | documents[0]",
                "{\"query\": \"q\", \"documents\": [7]} | documents[0]",
                "{\"query\": \"q\", \"documents\": [\"a\"], \"top_n\": 0} | top_n",
            })
    void refusesWhatItCannotRank(String body, String param) {
        post("/v1/rerank", body).statusCode(400).body("error.param", equalTo(param));
    }

    @Test
    void saysThatNothingRanks() {
        models.doNotRank();

        post("/v1/rerank", "{\"query\": \"mill\", \"documents\": [\"a\"]}")
                .statusCode(501)
                .body("error.code", equalTo("not_implemented"))
                .body("error.message", equalTo("No reranking model is configured."));
    }

    @Test
    void listsWhateverCanBeNamedAsAModel() {
        makeCollection();

        given().get("/v1/models")
                .then()
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("data.id", contains("quern/mills", "tiny", "away", "mini", "ranker"))
                .body("data.kind", contains("collection", "language", "language", "embedding", "reranking"))
                .body("data[0].owned_by", equalTo("quern"))
                .body("data[0].created", greaterThan(0))
                .body("data[1].owned_by", equalTo("llama_cpp"));
    }

    @ParameterizedTest
    @CsvSource({"quern/mills", "tiny", "mini"})
    void findsAModelByItsName(String name) {
        makeCollection();

        given().get("/v1/models/" + name)
                .then()
                .statusCode(200)
                .body("id", equalTo(name))
                .body("object", equalTo("model"));
    }

    @ParameterizedTest
    @CsvSource({"quern/none", "quern", "other"})
    void saysThatThereIsNoSuchModel(String name) {
        given().get("/v1/models/" + name)
                .then()
                .statusCode(404)
                .body("error.code", equalTo("model_not_found"))
                .body("error.param", equalTo("model"));
    }

    @Test
    void saysHowTheModelsAre() {
        given().get("/api/v1/models")
                .then()
                .statusCode(200)
                .body("routing_epoch", equalTo("epoch"))
                .body("language", hasSize(2))
                .body("language[0].tier", equalTo("small"))
                .body("language[0].context_window", is(2048))
                .body("language[0].available", is(true))
                .body("language[0].price_out", is(1.5f))
                .body("language[0].running", is(1))
                .body("language[1].available", is(false))
                .body("language[1].reason", equalTo("It cannot be reached."))
                .body("embedding[0].dimensions", is(2))
                .body("embedding[0].default", is(true))
                .body("reranking[0].state", equalTo("loading"));
    }

    private static void makeCollection() {
        given().contentType(ContentType.JSON)
                .body("{\"name\": \"mills\"}")
                .post("/api/v1/collections")
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }
}
