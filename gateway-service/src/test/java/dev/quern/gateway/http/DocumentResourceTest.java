package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.quern.gateway.FakeServices;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class DocumentResourceTest {
    @Inject
    FakeServices services;

    @TestHTTPResource
    URI address;

    @BeforeEach
    void reset() {
        services.reset();
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

        assertThat(services.uploaded()).isEqualTo("Grain, größer.");
    }

    @Test
    void acceptsAMarkdownFileAndIgnoresThePathInItsName() {
        given().multiPart("file", "../../etc/mill.md", "# Mill".getBytes(StandardCharsets.UTF_8))
                .multiPart("collection", "mills")
                .post("/api/v1/documents")
                .then()
                .statusCode(202)
                .body("media_type", equalTo("text/markdown"))
                .body("source", equalTo("mill.md"))
                .body("collection", equalTo("mills"));

        assertThat(services.uploaded()).isEqualTo("# Mill");
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json        | metadata",
                "[1]             | metadata",
                "null            | metadata",
                "{\"a\": {}}     | metadata.a",
                "{\"a\": 1} x    | metadata",
                "{\"a\":1,\"a\":2}| metadata",
            })
    void refusesMetadataOfAFileThatIsNone(String metadata, String field) {
        given().multiPart("file", "mill.md", "# Mill".getBytes(StandardCharsets.UTF_8))
                .multiPart("metadata", metadata)
                .post("/api/v1/documents")
                .then()
                .statusCode(400)
                .body("field", equalTo(field));
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
    void refusesAMalformedIdAMissingFileAndAnotherMediaType() {
        given().get("/api/v1/documents/a%20b").then().statusCode(400).body("field", equalTo("document_id"));
        given().multiPart("title", "no file")
                .post("/api/v1/documents")
                .then()
                .statusCode(400)
                .body("field", equalTo("file"));
        given().multiPart("file", "x.png", new byte[] {1}, "image/png")
                .post("/api/v1/documents")
                .then()
                .statusCode(415)
                .body("field", equalTo("media_type"));
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
