package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.quern.gateway.FakeDocuments;
import dev.quern.gateway.FakeServices;
import dev.quern.gateway.GatewayConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UploadResourceTest {
    private static final byte[] CONTENT = "# Mill".getBytes(StandardCharsets.UTF_8);

    @Inject
    FakeServices services;

    @Inject
    FakeDocuments documents;

    @Inject
    GatewayConfig config;

    @Inject
    MeterRegistry metrics;

    @ConfigProperty(name = "quarkus.http.body.uploads-directory")
    Path uploads;

    @TestHTTPResource
    URI address;

    @BeforeEach
    void reset() throws IOException {
        for (Path file : kept()) {
            Files.delete(file);
        }
        services.reset();
        documents.reset();
    }

    @AfterEach
    void leavesNoFileBehind() {
        await(() -> files() == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "mill.pdf,  application/pdf,                 application/pdf",
        "mill.md,   application/octet-stream,        text/markdown",
        "mill.MD,   text/plain,                      text/markdown",
        "mill.txt,  text/plain; charset=ISO-8859-1,  text/plain",
        "mill.docx, application/octet-stream,        ''",
        "mill,      application/x-unknown,           ''",
        "mill.html, TEXT/HTML,                       text/html",
    })
    void handsOnWhatIsKnownOfTheFile(String name, String declared, String mediaType) {
        add(name, CONTENT, declared)
                .statusCode(202)
                .header("Location", startsWith("/api/v1/documents/doc-"))
                .body("status", equalTo("pending"))
                .body("source", equalTo(name))
                .body("media_type", equalTo(mediaType));
    }

    @Test
    void handsOnTheFieldsBesideTheFile() {
        given().multiPart("file", "mill.pdf", CONTENT, "application/pdf")
                .multiPart("title", "Querns")
                .multiPart("document_id", "d1")
                .multiPart("collection", "mills")
                .multiPart("tags", "a")
                .multiPart("tags", "b")
                .multiPart("language", "de")
                .multiPart("metadata", "{\"year\": 1786, \"text\": \"" + "x".repeat(5000) + "\"}")
                .header("Idempotency-Key", "k-1")
                .post("/api/v1/documents")
                .then()
                .statusCode(202);

        assertThat(documents.lastHeader().title()).isEqualTo("Querns");
        assertThat(documents.lastHeader().documentId()).isEqualTo("d1");
        assertThat(documents.lastHeader().collection()).isEqualTo("mills");
        assertThat(documents.lastHeader().tags()).containsExactly("a", "b");
        assertThat(documents.lastHeader().language()).isEqualTo("de");
        assertThat(documents.lastHeader().metadata()).containsOnlyKeys("year", "text");
        assertThat(documents.lastHeader().idempotencyKey()).isEqualTo("k-1");
        assertThat(documents.text("d1")).isEqualTo("# Mill");
    }

    @Test
    void takesALargerFileThanABodyInJson() {
        int size = Math.toIntExact(config.largestBody().asLongValue()) + 1;

        add("mill.bin", new byte[size], "application/octet-stream")
                .statusCode(202)
                .body("characters", equalTo(size));
    }

    @Test
    void refusesAFileOverTheLimit() {
        int size = Math.toIntExact(config.largestUpload().asLongValue()) + 1;

        add("mill.bin", new byte[size], "application/octet-stream")
                .statusCode(413)
                .body("code", equalTo("payload_too_large"));
        assertThat(documents.count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "../../etc/mill.pdf,          mill.pdf",
        "C:\\\\mills\\\\mill.pdf,     mill.pdf",
        "Mühle 한국.pdf,               Mühle 한국.pdf",
        "a\u202efdp.exe,              afdp.exe",
        "a\u0000b\u0007\u007f.pdf,    ab.pdf",
        "..,                          ..",
    })
    void keepsTheNameOfAFileAndNothingElseOfIt(String sent, String kept) throws IOException {
        String response = RawHttp.exchange(
                address, RawHttp.form("/api/v1/documents", "b", RawHttp.filePart("b", sent, "x") + "--b--\r\n"));

        assertThat(response).startsWith("HTTP/1.1 202");
        assertThat(documents.lastHeader().source()).isEqualTo(kept);
    }

    @Test
    void keepsTheEndOfAVeryLongName() throws IOException {
        String name = "\uD83C\uDF3E".repeat(400) + "x.abc";

        RawHttp.exchange(
                address, RawHttp.form("/api/v1/documents", "b", RawHttp.filePart("b", name, "x") + "--b--\r\n"));

        assertThat(documents.lastHeader().source())
                .hasSizeBetween(511, 512)
                .startsWith("\uD83C\uDF3E")
                .endsWith(".abc");
    }

    @Test
    void refusesAnEmptyFileNoFileAndTwo() {
        add("mill.pdf", new byte[0], "application/pdf").statusCode(400).body("field", equalTo("file"));
        given().multiPart("title", "no file")
                .post("/api/v1/documents")
                .then()
                .statusCode(400)
                .body("field", equalTo("file"));
        given().multiPart("file", "a.md", CONTENT)
                .multiPart("file", "b.md", CONTENT)
                .post("/api/v1/documents")
                .then()
                .statusCode(400)
                .body("field", equalTo("file"));
        assertThat(documents.count()).isZero();
    }

    @Test
    void handsOnARefusal() {
        add("x.png", CONTENT, "image/png").statusCode(415).body("field", equalTo("media_type"));
        services.fail("retrieval-service");
        add("x.md", CONTENT, "text/markdown").statusCode(503).body("service", equalTo("retrieval-service"));
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
    void refusesMetadataThatIsNone(String metadata, String field) {
        given().multiPart("file", "mill.md", CONTENT)
                .multiPart("metadata", metadata)
                .post("/api/v1/documents")
                .then()
                .statusCode(400)
                .body("field", equalTo(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/documents", "/api/v1/documents/batch"})
    void refusesAFormThatIsBrokenOrCutOff(String path) throws IOException {
        String part = RawHttp.filePart("b", "mill.pdf", "half of a mi");
        List<String> broken = List.of(
                RawHttp.form(path, "another", part + "--b--\r\n"),
                RawHttp.form(path, "b", part),
                RawHttp.form(path, "b", "--b\r\nContent-Disposition form-data\r\n\r\nx\r\n--b--\r\n"),
                RawHttp.form(path, "b", ""),
                RawHttp.form(path, "b", "--b--\r\n"));

        for (String request : broken) {
            String response = RawHttp.exchange(address, request);

            assertThat(response).as(request).startsWith("HTTP/1.1 400").contains("\"field\":\"");
        }
        assertThat(documents.count()).isZero();
    }

    @Test
    void storesNothingOfAnUploadThatIsCutOff() throws IOException {
        String part = RawHttp.filePart("b", "mill.pdf", "x".repeat(100_000));
        String request = RawHttp.form("/api/v1/documents", "b", part + "--b--\r\n");

        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(request.substring(0, 60_000).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            await(() -> files() == 1);
            assertThat(kept())
                    .allMatch(FileSystems.getDefault().getPathMatcher("glob:**/" + UploadFolder.UPLOADS)::matches);
        }

        await(() -> files() == 0);
        assertThat(documents.count()).isZero();
        add("mill.md", CONTENT, "text/markdown").statusCode(202);
    }

    @Test
    void letsInOnlyAsManyUploadsAsHavePlaces() throws Exception {
        documents.holdUploads();
        List<Thread> uploading = IntStream.range(0, config.uploads())
                .mapToObj(i -> Thread.ofVirtual().start(() -> add("mill.md", CONTENT, "text/markdown")))
                .toList();
        await(() -> documents.uploading() == config.uploads());

        add("mill.md", CONTENT, "text/markdown").statusCode(503).body("code", equalTo("overloaded"));
        assertThat(files()).isEqualTo(config.uploads());

        documents.release();
        for (Thread thread : uploading) {
            thread.join();
        }
        await(() -> files() == 0);
        add("mill.md", CONTENT, "text/markdown").statusCode(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data; boundary=b", "application/json"})
    void doesNotWaitForUploadsOfWhichNothingComes(String type) throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < config.uploads(); i++) {
                silent.add(announce(type, 5_000_000));
            }
            await(() -> receiving() == config.uploads());
            for (Socket one : silent) {
                one.setSoTimeout(20_000);
                assertThat(one.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            for (Socket one : silent) {
                one.close();
            }
        }

        await(() -> receiving() == 0);
        add("mill.md", CONTENT, "text/markdown").statusCode(202);
    }

    @Test
    void holdsNoMoreLargeDocumentsInMemoryThanThereArePlaces() throws Exception {
        documents.holdUploads();
        List<Thread> uploading = IntStream.range(0, config.uploads())
                .mapToObj(i -> Thread.ofVirtual().start(() -> add("mill.md", CONTENT, "text/markdown")))
                .toList();
        await(() -> documents.uploading() == config.uploads());

        try (Socket large = announce("application/json", 5_000_000)) {
            large.setSoTimeout(10_000);
            assertThat(new String(large.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 503");
        }

        documents.release();
        for (Thread thread : uploading) {
            thread.join();
        }
        given().contentType("application/json")
                .body("{\"text\": \"" + "x".repeat(2_000_000) + "\"}")
                .post("/api/v1/documents")
                .then()
                .statusCode(202);
        await(() -> receiving() == 0);
    }

    @Test
    void tellsInItsHealthWhetherItTakesUploads() {
        given().get("/q/health/well")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'gateway: uploads' }.status", equalTo("UP"));
        given().get("/q/health/ready").then().body("checks.name", not(hasItem("gateway: uploads")));
    }

    @Test
    void stopsAnUploadWhenTheClientLeaves() throws Exception {
        documents.holdUploads();
        String request = RawHttp.form("/api/v1/documents", "b", RawHttp.filePart("b", "mill.pdf", "x") + "--b--\r\n");
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            await(() -> documents.uploading() == 1);
        }

        assertThat(documents.interrupted().await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(documents.count()).isZero();
    }

    /** A request whose body never comes. */
    private Socket announce(String type, int length) throws IOException {
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.getOutputStream()
                .write(("POST /api/v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                                + "\r\nContent-Length: " + length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private long receiving() {
        return Math.round(metrics.get("quern.gateway.uploads").gauge().value());
    }

    private static ValidatableResponse add(String name, byte[] content, String mediaType) {
        return given().multiPart("file", name, content, mediaType)
                .post("/api/v1/documents")
                .then();
    }

    private long files() {
        return kept().size();
    }

    private List<Path> kept() {
        try (Stream<Path> there = Files.list(uploads)) {
            return there.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
