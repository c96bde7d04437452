package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.quern.gateway.FakeDocuments;
import dev.quern.gateway.FakeServices;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DocumentContentResourceTest {
    @Inject
    FakeServices services;

    @Inject
    FakeDocuments documents;

    @TestHTTPResource
    URI address;

    @BeforeEach
    void reset() {
        services.reset();
        documents.reset();
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain,      text/plain",
        "text/markdown,   text/markdown",
        "application/pdf, text/markdown",
    })
    void readsTheText(String mediaType, String shownAs) {
        add(mediaType);

        String text = given().get("/api/v1/documents/d1/text")
                .then()
                .statusCode(200)
                .header("Content-Type", equalTo(shownAs + "; charset=utf-8"))
                .header("Content-Disposition", equalTo("inline"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .extract()
                .asString();

        assertThat(text).isEqualTo("größer <b>\n");
    }

    @ParameterizedTest
    @CsvSource({
        "text/markdown,                   text/markdown",
        "text/plain,                      text/markdown",
        "*/*,                             text/markdown",
        "'text/html, text/*;q=0.5',       text/markdown",
    })
    void readsTheTextForWhoeverTakesText(String accepted, String shownAs) {
        add("application/pdf");

        given().accept(accepted)
                .get("/api/v1/documents/d1/text")
                .then()
                .statusCode(200)
                .header("Content-Type", equalTo(shownAs + "; charset=utf-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "batch", "delete", "text", "chunks"})
    void letsADocumentHaveAnyName(String id) {
        given().contentType(ContentType.JSON)
                .body("{\"text\": \"x\", \"document_id\": \"" + id + "\"}")
                .post("/api/v1/documents")
                .then()
                .statusCode(202);

        given().get("/api/v1/documents/" + id).then().statusCode(200).body("document_id", equalTo(id));
        given().get("/api/v1/documents/" + id + "/text").then().statusCode(200);
        given().get("/api/v1/documents/" + id + "/events").then().statusCode(200);
        given().delete("/api/v1/documents/" + id).then().statusCode(204);
    }

    @Test
    void doesNotPassOffHalfATextForAWholeOne() throws IOException {
        add("text/plain");
        documents.breakOff();

        String response = RawHttp.exchange(
                address, "GET /api/v1/documents/d1/text HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(response).contains("größer").doesNotEndWith("0\r\n\r\n");
    }

    @Test
    void listsTheChunksInPages() {
        add("text/plain");

        given().get("/api/v1/documents/d1/chunks?page_size=1")
                .then()
                .statusCode(200)
                .body("chunks.chunk_id", contains("c1"))
                .body("chunks[0].location", not(hasKey("page")))
                .body("next_page_token", equalTo("1"));
        given().get("/api/v1/documents/d1/chunks?page_token=1")
                .then()
                .body("chunks[0].text", equalTo("grinds."))
                .body("chunks[0].location.ordinal", equalTo(1))
                .body("chunks[0].location.start", equalTo(8))
                .body("chunks[0].location.end", equalTo(15))
                .body("chunks[0].location.page", equalTo(2))
                .body("chunks[0].location.heading_path", contains("Mills", "Querns"))
                .body("$", not(hasKey("next_page_token")));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/documents/none/text,           404, document_id",
        "/api/v1/documents/none/chunks,         404, document_id",
        "/api/v1/documents/a%20b/text,          400, document_id",
        "/api/v1/documents/a%20b/chunks,        400, document_id",
        "/api/v1/documents/a/text?collection=-, 400, collection",
        "/api/v1/documents/a/chunks?page_size=x, 400, page_size",
    })
    void saysWhatIsWrong(String path, int status, String field) {
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("field", equalTo(field));
    }

    private static void add(String mediaType) {
        given().contentType(ContentType.JSON)
                .body("{\"text\": \"größer <b>\", \"document_id\": \"d1\", \"media_type\": \"" + mediaType + "\"}")
                .post("/api/v1/documents")
                .then()
                .statusCode(202);
    }
}
