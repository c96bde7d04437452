package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.quern.gateway.FakeDocuments;
import dev.quern.gateway.FakeServices;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UploadBatchTest {
    private static final String PATH = "/api/v1/documents/batch";

    @Inject
    FakeServices services;

    @Inject
    FakeDocuments documents;

    @BeforeEach
    void reset() {
        services.reset();
        documents.reset();
    }

    @Test
    void saysOfEachFileWhatBecameOfIt() {
        given().multiPart("file", "dir/a.pdf", bytes("a"), "application/pdf")
                .multiPart("file", "b.png", bytes("b"), "image/png")
                .multiPart("file", "c.txt", bytes(""), "text/plain")
                .multiPart("file", "d.txt", bytes("d"), "text/plain")
                .multiPart("collection", "mills")
                .multiPart("tags", "x")
                .multiPart("metadata", "{\"year\": 1786}")
                .post(PATH)
                .then()
                .statusCode(202)
                .body("accepted", equalTo(2))
                .body("refused", equalTo(2))
                .body("documents.file", contains("a.pdf", "b.png", "c.txt", "d.txt"))
                .body("documents[0].document.collection", equalTo("mills"))
                .body("documents[0].document.tags", contains("x"))
                .body("documents[0].document.metadata.year", equalTo(1786f))
                .body("documents[0]", not(hasKey("error")))
                .body("documents[1].error.status", equalTo(415))
                .body("documents[1].error.field", equalTo("media_type"))
                .body("documents[1]", not(hasKey("document")))
                .body("documents[2].error.field", equalTo("file"))
                .body("documents[3].document.source", equalTo("d.txt"));
    }

    @Test
    void isRefusedAsAWholeWhenNoFileIsAccepted() {
        given().multiPart("file", "a.png", bytes("a"), "image/png")
                .multiPart("file", "b.png", bytes("b"), "image/png")
                .post(PATH)
                .then()
                .statusCode(415)
                .body("accepted", equalTo(0));
        given().multiPart("file", "a.png", bytes("a"), "image/png")
                .multiPart("file", "b.txt", bytes(""), "text/plain")
                .post(PATH)
                .then()
                .statusCode(422)
                .body("refused", equalTo(2));
        services.fail("retrieval-service");
        given().multiPart("file", "a.txt", bytes("a"), "text/plain")
                .post(PATH)
                .then()
                .statusCode(503)
                .body("documents[0].error.service", equalTo("retrieval-service"));
    }

    @Test
    void takesAHundredFilesFourAtATime() throws Exception {
        documents.holdUploads();
        Thread sending = Thread.ofVirtual()
                .start(() -> files(100)
                        .post(PATH)
                        .then()
                        .statusCode(202)
                        .body("accepted", equalTo(100))
                        .body("documents", hasSize(100)));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (documents.uploading() < 4 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }

        documents.release();
        sending.join();

        assertThat(documents.count()).isEqualTo(100);
        assertThat(documents.mostUploading()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 10_000})
    void refusesMoreFiles(int count) {
        files(count)
                .post(PATH)
                .then()
                .statusCode(413)
                .body("field", equalTo("file"))
                .body("detail", containsString("100"));

        assertThat(documents.count()).isZero();
    }

    @Test
    void refusesWhatIsWrongWithAllOfThem() {
        given().multiPart("collection", "mills")
                .post(PATH)
                .then()
                .statusCode(400)
                .body("field", equalTo("file"));
        files(2).multiPart("collection", "-").post(PATH).then().statusCode(400).body("field", equalTo("collection"));
        files(2).multiPart("metadata", "[]").post(PATH).then().statusCode(400).body("field", equalTo("metadata"));
        files(2).header("Idempotency-Key", "k")
                .post(PATH)
                .then()
                .statusCode(400)
                .body("field", equalTo("Idempotency-Key"));
        assertThat(documents.count()).isZero();
    }

    private static RequestSpecification files(int count) {
        RequestSpecification request = given();
        for (int i = 0; i < count; i++) {
            request = request.multiPart("file", i + ".txt", bytes("text " + i), "text/plain");
        }
        return request;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
