package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.quern.gateway.Catalogue;
import dev.quern.gateway.DocumentNews;
import dev.quern.gateway.FakeCatalogue;
import dev.quern.gateway.FakeDocuments;
import dev.quern.gateway.FakeServices;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class WatchingTest {
    @Inject
    FakeServices services;

    @Inject
    FakeDocuments documents;

    @Inject
    FakeCatalogue catalogue;

    @TestHTTPResource
    URI address;

    @BeforeEach
    void reset() {
        services.reset();
        documents.reset();
        catalogue.reset();
    }

    @Test
    void tellsWhatHappensToADocumentUntilItsEnd() {
        documents.tell(List.of(
                new DocumentNews.Present(FakeDocuments.document("d1", "indexing", 1, 4)),
                new DocumentNews.Nothing(),
                new DocumentNews.Present(FakeDocuments.document("d1", "ready", 4, 4)),
                new DocumentNews.Gone("d2")));

        String events = events("/api/v1/document-events?id=d1&id=d2&id=d1");

        assertThat(names(events)).containsExactly("document", "document", "deleted", "end");
        assertThat(events)
                .contains("\"status\":\"indexing\"", "\"progress\":0.25", "{\"document_id\":\"d2\"}")
                .contains("\n:");
        assertThat(documents.watched()).containsExactly("d1", "d2");
    }

    @Test
    void tellsOfAFailureAndNothingAfterIt() {
        services.fail("retrieval-service");

        String events = events("/api/v1/documents/d1/events");

        assertThat(names(events)).containsExactly("error");
        assertThat(events).contains("\"service\":\"retrieval-service\"");
    }

    @Test
    void stopsWatchingWhenTheClientLeaves() throws Exception {
        documents.neverEnd();
        try (Socket client = new Socket(address.getHost(), address.getPort())) {
            client.getOutputStream()
                    .write("GET /api/v1/documents/d1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().flush();
            assertThat(documents.watching().await(5, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(documents.interrupted().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void refusesToWatchNothingAndTooMuch() {
        String many = IntStream.range(0, 101).mapToObj(i -> "id=d" + i).collect(Collectors.joining("&"));

        given().get("/api/v1/document-events").then().statusCode(400).body("field", equalTo("id"));
        given().get("/api/v1/document-events?" + many).then().statusCode(400).body("field", equalTo("id"));
        given().get("/api/v1/document-events?id=a%20b").then().statusCode(400).body("field", equalTo("document_id"));
        given().get("/api/v1/documents/d/events?collection=-")
                .then()
                .statusCode(400)
                .body("field", equalTo("collection"));
        given().get("/api/v1/collections/-/events").then().statusCode(400).body("field", equalTo("collection"));
    }

    @Test
    void rebuildsACollectionAndTellsHowFarItIs() {
        create();
        given().contentType(ContentType.JSON)
                .body("{\"embedding_model\": \"large@1\", \"chunking\": {\"method\": \"tokens\", \"overlap\": 0}}")
                .post("/api/v1/collections/mills/reindex")
                .then()
                .statusCode(202)
                .body("embedding_model", equalTo("fake@1"))
                .body("rebuild.embedding_model", equalTo("large@1"))
                .body("rebuild.distance", equalTo("cosine"))
                .body("rebuild.profile", equalTo("automatic"))
                .body("rebuild.chunking.method", equalTo("tokens"))
                .body("rebuild.chunking.size", equalTo(256))
                .body("rebuild.chunking.overlap", equalTo(0))
                .body("rebuild.documents_done", equalTo(0))
                .body("rebuild.documents_total", equalTo(3))
                .body("rebuild.documents_failed", equalTo(1))
                .body("rebuild.started_at", equalTo("2026-01-01T00:00:00Z"));

        String events = events("/api/v1/collections/mills/events");

        assertThat(names(events))
                .containsExactly("collection", "collection", "collection", "collection", "collection", "end");
        assertThat(events).contains("\"documents_done\":0", "\"documents_done\":3");
        given().delete("/api/v1/collections/mills/reindex").then().statusCode(404);
    }

    @Test
    void keepsTheConnectionOpenWhileNothingHappens() throws Exception {
        create();
        rebuild("{}").statusCode(202);
        catalogue.stick();

        try (Socket client = new Socket(address.getHost(), address.getPort())) {
            client.setSoTimeout(10_000);
            client.getOutputStream()
                    .write("GET /api/v1/collections/mills/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().flush();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));

            assertThat(comes(lines, ":")).isTrue();
        }
        given().delete("/api/v1/collections/mills/reindex").then().statusCode(204);
        given().get("/api/v1/collections/mills")
                .then()
                .body("$", org.hamcrest.Matchers.not(org.hamcrest.Matchers.hasKey("rebuild")));
    }

    @Test
    void keepsWhatNobodyWantsDifferent() {
        create();

        rebuild("{}").statusCode(202);

        assertThat(catalogue.lastChanges())
                .isEqualTo(
                        new Catalogue.Changes(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null                                                   | body",
                "{\"distance\": \"near\"}                               | distance",
                "{\"profile\": \"fast\"}                                | profile",
                "{\"fields\": {}}                                       | fields",
                "{\"chunking\": {\"method\": \"words\"}}                | chunking.method",
                "{\"chunking\": {\"size\": 9}}                          | chunking.size",
                "{\"chunking\": {\"size\": \"9\"}}                      | chunking.size",
                "{\"chunking\": {\"size\": 100, \"overlap\": 51}}       | chunking.overlap",
                "{\"chunking\": {\"overlap\": -1}}                      | chunking.overlap",
                "{\"chunking\": {\"by\": 1}}                            | chunking.by",
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        create();

        rebuild(body).statusCode(400).body("field", equalTo(field));
    }

    @Test
    void makesACollectionThatIsCutAsItIsWanted() {
        given().contentType(ContentType.JSON)
                .body("{\"name\": \"cut\", \"chunking\": {\"method\": \"sentences\", \"size\": 600}}")
                .post("/api/v1/collections")
                .then()
                .statusCode(200)
                .body("chunking.method", equalTo("sentences"))
                .body("chunking.size", equalTo(600))
                .body("chunking.overlap", equalTo(120));
    }

    private static void create() {
        given().contentType(ContentType.JSON)
                .body("{\"name\": \"mills\"}")
                .post("/api/v1/collections")
                .then()
                .statusCode(200);
    }

    private static io.restassured.response.ValidatableResponse rebuild(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/collections/mills/reindex")
                .then();
    }

    private static String events(String path) {
        return given().get(path)
                .then()
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();
    }

    private static List<String> names(String events) {
        return events.lines()
                .filter(line -> line.startsWith("event:"))
                .map(line -> line.substring("event:".length()).strip())
                .toList();
    }

    /** Whether a line that begins so comes before anything takes too long. */
    private static boolean comes(BufferedReader lines, String beginning) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }
}
