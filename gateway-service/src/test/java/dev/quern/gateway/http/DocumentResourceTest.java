package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.quern.gateway.Documents;
import dev.quern.gateway.FakeDocuments;
import dev.quern.gateway.FakeServices;
import dev.quern.gateway.FieldValue;
import dev.quern.gateway.Filter;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DocumentResourceTest {
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

    @Test
    void acceptsTextAsJson() {
        given().contentType(ContentType.JSON)
                .body("{\"text\": \"Grain, größer.\", \"title\": \"T\", \"document_id\": \"d1\"}")
                .post("/api/v1/documents")
                .then()
                .statusCode(202)
                .header("Location", equalTo("/api/v1/documents/d1?collection=default"))
                .body("document_id", equalTo("d1"))
                .body("status", equalTo("pending"))
                .body("status_url", equalTo("/api/v1/documents/d1?collection=default"));

        assertThat(documents.text("d1")).isEqualTo("Grain, größer.");
    }

    @Test
    void takesMetadataInEitherForm() {
        given().contentType(ContentType.JSON)
                .body("{\"text\": \"x\", \"document_id\": \"d1\","
                        + " \"metadata\": {\"year\": 1786, \"open\": true, \"place\": \"Ulm\"}}")
                .post("/api/v1/documents")
                .then()
                .statusCode(202)
                .body("metadata.year", equalTo(1786f))
                .body("metadata.open", equalTo(true))
                .body("metadata.place", equalTo("Ulm"));
        given().multiPart("file", "mill.md", "# Mill".getBytes(StandardCharsets.UTF_8))
                .multiPart("document_id", "d2")
                .multiPart("metadata", "{\"year\": 1786}")
                .post("/api/v1/documents")
                .then()
                .statusCode(202);

        given().get("/api/v1/documents/d2").then().body("metadata.year", equalTo(1786f));
    }

    @Test
    void listsTheDocumentsOfACollectionInPages() {
        for (String id : List.of("a", "b", "c")) {
            given().contentType(ContentType.JSON)
                    .body("{\"text\": \"x\", \"collection\": \"mills\", \"document_id\": \"" + id + "\"}")
                    .post("/api/v1/documents")
                    .then()
                    .statusCode(202);
        }

        String next = given().get("/api/v1/documents?collection=mills&page_size=2")
                .then()
                .statusCode(200)
                .body("documents.document_id", contains("a", "b"))
                .extract()
                .path("next_page_token");

        given().queryParam("page_token", next)
                .get("/api/v1/documents?collection=mills&page_size=2")
                .then()
                .body("documents.document_id", contains("c"))
                .body("$", not(hasKey("next_page_token")));
        given().get("/api/v1/documents").then().statusCode(200).body("documents", hasSize(0));
        given().get("/api/v1/documents?page_size=0").then().statusCode(400).body("field", equalTo("page_size"));
        given().get("/api/v1/documents?collection=-").then().statusCode(400).body("field", equalTo("collection"));
    }

    @Test
    void showsAndDeletesADocument() {
        given().contentType(ContentType.JSON)
                .body("{\"text\": \"x\", \"document_id\": \"d1\"}")
                .post("/api/v1/documents");

        given().get("/api/v1/documents/d1").then().statusCode(200).body("document_id", equalTo("d1"));
        given().delete("/api/v1/documents/d1").then().statusCode(204);
        given().get("/api/v1/documents/d1").then().statusCode(404).body("field", equalTo("document_id"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                             | text",
                "{\"text\": \"  \"}                             | text",
                "{\"text\": 5}                                  | text",
                "{\"text\": \"x\", \"document_id\": \"a/b\"}    | document_id",
                "{\"text\": \"x\", \"collection\": \"..\"}      | collection",
                "{\"text\": \"x\", \"tags\": \"a\"}             | tags",
                "{\"text\": \"x\", \"body\": \"a\"}             | body",
                "{\"text\": \"x\", \"tags\": [null]}           | tags",
                "{\"text\": \"x\", \"metadata\": []}           | metadata",
                "{\"text\": \"x\", \"metadata\": {\"a\": {}}}  | metadata.a",
                "{\"text\": \"x\", \"metadata\": {\"a\": [1]}} | metadata.a",
                "{\"text\": \"x\", \"metadata\": {\"a\": null}}| metadata.a",
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/documents")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_argument"))
                .body("field", equalTo(field));
    }

    @Test
    void refusesAMalformedId() {
        given().get("/api/v1/documents/a%20b").then().statusCode(400).body("field", equalTo("document_id"));
    }

    @Test
    void listsWhatIsAskedFor() {
        given().queryParam("status", "pending, failed")
                .queryParam("filter", "{\"field\": \"tags\", \"operator\": \"contains\", \"value\": \"mills\"}")
                .get("/api/v1/documents")
                .then()
                .statusCode(200);

        assertThat(documents.lastSelection())
                .isEqualTo(new Documents.Selection(
                        Optional.of(new Filter.Condition(
                                "tags", Filter.Operator.CONTAINS, List.of(new FieldValue.Text("mills")))),
                        List.of(Documents.State.PENDING, Documents.State.FAILED)));

        given().get("/api/v1/documents").then().statusCode(200);

        assertThat(documents.lastSelection()).isEqualTo(Documents.Selection.ALL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status | nonsense                                                                | status",
                "status | pending,                                                                | status",
                "status | READY                                                                   | status",
                "filter | not json                                                                | filter",
                "filter | []                                                                      | filter",
                "filter | null                                                                    | filter",
                "filter | {}                                                                      | filter",
                "filter | {\"field\": \"tags\", \"operator\": \"like\", \"value\": 1}             | filter.operator",
                "filter | {\"field\": \"metadata.unknown\", \"operator\": \"equal\", \"value\": 1} | filter.field",
            })
    void namesThePartOfTheAddressThatIsWrong(String parameter, String value, String field) {
        given().queryParam(parameter, value)
                .get("/api/v1/documents")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_argument"))
                .body("field", equalTo(field));
    }

    @Test
    void deletesWhatAFilterSelects() {
        given().contentType(ContentType.JSON)
                .body("{\"collection\": \"mills\","
                        + " \"filter\": {\"field\": \"type\", \"operator\": \"equal\", \"value\": \"text/html\"}}")
                .post("/api/v1/documents/delete")
                .then()
                .statusCode(200)
                .body("deleted", equalTo(1000))
                .body("more", equalTo(true));

        assertThat(documents.lastDeleted())
                .isEqualTo(
                        new Filter.Condition("type", Filter.Operator.EQUAL, List.of(new FieldValue.Text("text/html"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                  | filter",
                "{\"filter\": {}}                    | filter",
                "{\"filter\": null}                  | filter",
                "{\"collection\": \"a b\"}           | collection",
                "{\"documents\": []}                 | documents",
                "null                                | body",
                "{\"filter\": {\"field\": \"metadata.unknown\", \"operator\": \"equal\", \"value\": 1}} | filter.field",
            })
    void deletesNothingWhenItIsNotSaidWhat(String body, String field) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/documents/delete")
                .then()
                .statusCode(400)
                .body("field", equalTo(field));

        assertThatThrownBy(() -> documents.lastDeleted()).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void handsOnTheIdempotencyKey() {
        given().contentType(ContentType.JSON)
                .header("Idempotency-Key", "a/1~")
                .body("{\"text\": \"x\"}")
                .post("/api/v1/documents")
                .then()
                .statusCode(202)
                .body("changed", equalTo(true));

        assertThat(documents.lastHeader().idempotencyKey()).isEqualTo("a/1~");

        given().contentType(ContentType.JSON)
                .header("Idempotency-Key", "a/1~")
                .body("{\"text\": \"another\"}")
                .post("/api/v1/documents")
                .then()
                .statusCode(409)
                .body("field", equalTo("Idempotency-Key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\tb", "é", "LONG"})
    void refusesAnIdempotencyKeyThatIsNone(String key) {
        given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key.equals("LONG") ? "k".repeat(256) : key)
                .body("{\"text\": \"x\"}")
                .post("/api/v1/documents")
                .then()
                .statusCode(400)
                .body("field", equalTo("Idempotency-Key"));

        assertThat(documents.count()).isZero();
    }

    @Test
    void refusesABodyOverTheLimitBeforeItHasArrived() throws IOException {
        String head = "POST /api/v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 99999999999\r\n\r\n{\"text\": \"";

        String response = exchange(head, 0);

        assertThat(response).startsWith("HTTP/1.1 413").contains("\"code\":\"payload_too_large\"");
    }

    @Test
    void refusesABodyOfUnknownLengthOnceItIsOverTheLimit() throws IOException {
        String head = "POST /api/v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\na\r\n{\"text\": \"\r\n";

        String response = exchange(head, 40);

        assertThat(response).startsWith("HTTP/1.1 413").contains("\"code\":\"payload_too_large\"");
    }

    private String exchange(String head, int megabytes) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] megabyte = new byte[1 << 20];
            Arrays.fill(megabyte, (byte) 'a');
            try {
                for (int i = 0; i < megabytes; i++) {
                    out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.write(megabyte);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.flush();
            } catch (IOException closedEarly) {
                // The server may hang up on the rest; its answer is there to be read all the same.
                assertThat(megabytes).isPositive();
            }
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8192];
            int length = in.readNBytes(buffer, 0, 12);
            StringBuilder response = new StringBuilder(new String(buffer, 0, length, StandardCharsets.US_ASCII));
            while (!response.toString().contains("trace_id") && (length = in.read(buffer)) > 0) {
                response.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
            }
            return response.toString();
        }
    }
}
