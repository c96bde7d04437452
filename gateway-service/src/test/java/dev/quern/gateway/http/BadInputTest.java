package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.quern.gateway.FakeServices;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes, the answer is a problem or the end of the connection, and the next one is served as ever. */
@QuarkusTest
class BadInputTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String END = "Host: localhost\r\nConnection: close\r\n\r\n";

    @Inject
    FakeServices services;

    @TestHTTPResource
    URI address;

    @BeforeEach
    void begin() {
        services.reset();
    }

    @AfterEach
    void isUnharmed() {
        services.reset();
        given().contentType(ContentType.JSON)
                .body("{\"query\": \"What does a quern grind?\"}")
                .post("/api/v1/rag/query")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/nothing",
                "/nothing",
                "/api/v1/collections/%2e%2e%2f%2e%2e%2fetc/passwd",
                "/api/v1/../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/api/v1/collections/..;/x",
                "/api/v1/rag/query/x",
                "/q/../../secret",
            })
    void thereIsNothingAtAnUnknownAddress(String path) throws IOException {
        assertProblem(exchange("GET " + path + " HTTP/1.1\r\n" + END), 400, 404, 405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/collections/%00",
                "/api/v1/collections/%ff%fe",
                "/api/v1/collections/%c0%ae%c0%ae",
                "/api/v1/collections/a%0d%0aSet-Cookie:x",
                "/api/v1/collections/a;b=c/d",
                "/api/v1/documents/x?collection=%ff",
                "/api/v1/collections?page_size=%00",
            })
    void aBrokenAddressIsTheClientsFault(String path) throws IOException {
        String response = exchange("GET " + path + " HTTP/1.1\r\n" + END);

        assertProblem(response, 400, 404);
        assertThat(response).doesNotContain("\r\nSet-Cookie");
    }

    /** Which is found out before there is a request to speak of, so there is no document either. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/collections/%", "/api/v1/collections/%zz", "/api/v1/documents/x?collection=%"})
    void anAddressThatIsNoneEndsTheConnection(String path) throws IOException {
        String response = exchange("GET " + path + " HTTP/1.1\r\n" + END);

        assertThat(status(response)).isEqualTo(400);
        assertThat(response).doesNotContain("Exception", "dev.quern", "\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE | /api/v1/rag/query",
                "GET    | /api/v1/rag/query",
                "PUT    | /api/v1/caches",
                "PATCH  | /api/v1/configuration",
                "TRACE  | /api/v1/caches",
                "BREW   | /api/v1/caches",
            })
    void aMethodThatIsNotThereIsRefused(String method, String path) throws IOException {
        assertProblem(exchange(method + " " + path + " HTTP/1.1\r\n" + END), 405);
    }

    @Test
    void headersAreNotReadWithoutEnd() throws IOException {
        String response = exchange("GET /api/v1/caches HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n" + END);

        assertThat(status(response)).isEqualTo(431);
    }

    @Test
    void neitherIsTheFirstLine() throws IOException {
        String response = exchange("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\n" + END);

        assertThat(status(response)).isEqualTo(414);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET /api/v1/caches HTTP/1.1\r\nno colon here\r\n\r\n",
                "GET /api/v1/caches HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "POST /api/v1/rag/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "POST /api/v1/rag/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999999999999999999\r\n\r\n",
                "POST /api/v1/rag/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
                "POST /api/v1/rag/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n0\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense instead of frames, as much as it takes to be noticed",
            })
    void whatIsNoHttpEndsTheConnection(String request) throws IOException {
        String response = exchange(request);

        assertThat(response).doesNotContain("Exception", "dev.quern", "\tat ", " 200 ");
        assertThat(response.isEmpty() || !response.startsWith("HTTP/") || status(response) >= 400)
                .isTrue();
    }

    @Test
    void textThatIsNoUtf8IsNoJson() throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        byte[] body = new byte[] {'{', '"', 'q', 'u', 'e', 'r', 'y', '"', ':', '"', (byte) 0xff, (byte) 0xc0, '"', '}'};
        request.writeBytes(("POST /api/v1/rag/query HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length + "\r\n" + END)
                .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);

        assertProblem(exchange(request.toByteArray(), false), 400);
    }

    @Test
    void aClientThatSendsNoMoreStillGetsItsAnswer() throws IOException {
        String body = "{\"query\": \"What does a quern grind?\"}";
        byte[] request = ("POST /api/v1/rag/query HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n" + END + body)
                .getBytes(StandardCharsets.UTF_8);

        String response = exchange(request, true);

        assertThat(response.isEmpty() || status(response) == 200).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/rag/query", "/api/v1/caches/invalidate", "/mcp", "/api/v1/rag/feedback"})
    void aBodyThatHardlyComesIsNotWaitedFor(String path) throws IOException {
        String response = exchange("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\nContent-Length: 100\r\n\r\n{");

        assertThat(response).doesNotContain(" 200 ");
    }

    @Test
    void theServerDoesNotSayWhatItIsMadeOf() {
        given().get("/api/v1/collections")
                .then()
                .header("Server", nullValue())
                .header("X-Powered-By", nullValue())
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Content-Security-Policy", not(nullValue()))
                .header("Cache-Control", "no-store")
                .header("Strict-Transport-Security", nullValue())
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void aRequestKeepsTheNameThatItsClientGaveIt() {
        given().header("X-Request-Id", "order-66.b")
                .get("/api/v1/nothing")
                .then()
                .header("X-Request-Id", "order-66.b")
                .body("request_id", equalTo("order-66.b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "<script>", "\"", "ü"})
    void aNameThatCouldBreakALogIsNotTaken(String id) {
        given().header("X-Request-Id", id)
                .get("/api/v1/nothing")
                .then()
                .header("X-Request-Id", matchesPattern("[0-9a-f]{32}"))
                .body("request_id", matchesPattern("[0-9a-f]{32}"));
    }

    @Test
    void jsonIsCompressedForWhoeverAcceptsItAndEventsNeverAre() throws IOException {
        String body = "{\"query\": \"What does a quern grind?\"}";
        String head = " HTTP/1.1\r\nContent-Type: application/json\r\nAccept-Encoding: gzip\r\nContent-Length: "
                + body.length() + "\r\n" + END + body;

        String plain = exchange("POST /api/v1/rag/query" + head);
        String events = exchange("POST /api/v1/rag/stream" + head);

        assertThat(headers(plain)).contains("content-encoding: gzip");
        assertThat(headers(events)).doesNotContain("gzip");
        assertThat(events).contains("event:metadata");
    }

    @Test
    void toolsThatAnswerWithEventsAreNotCompressed() throws IOException {
        String body = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/list\"}";

        String response = exchange("POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\nAccept-Encoding: gzip\r\nContent-Length: "
                + body.length() + "\r\n" + END + body);

        assertThat(status(response)).isEqualTo(200);
        assertThat(headers(response).contains("text/event-stream")
                        && headers(response).contains("gzip"))
                .isFalse();
    }

    private static void assertProblem(String response, Integer... statuses) {
        assertThat(status(response)).isIn((Object[]) statuses);
        assertThat(headers(response)).contains("content-type: application/problem+json");
        assertThat(response).contains("\"code\":").doesNotContain("Exception", "dev.quern", "\tat ", "root:");
    }

    private static int status(String response) {
        assertThat(response).startsWith("HTTP/");
        return Integer.parseInt(response.substring(9, 12));
    }

    private static String headers(String response) {
        int end = response.indexOf("\r\n\r\n");
        return (end < 0 ? response : response.substring(0, end)).toLowerCase(java.util.Locale.ROOT);
    }

    private String exchange(String request) throws IOException {
        return exchange(request.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    /** Reads whatever comes until the server hangs up; a connection that it resets has ended too. */
    private String exchange(byte[] request, boolean halfClose) throws IOException {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(request);
            out.flush();
            if (halfClose) {
                socket.shutdownOutput();
            }
            byte[] buffer = new byte[8192];
            for (int read = socket.getInputStream().read(buffer); read >= 0; ) {
                response.write(buffer, 0, read);
                read = socket.getInputStream().read(buffer);
            }
        } catch (SocketException reset) {
            // What came before is all there is.
        }
        return response.toString(StandardCharsets.ISO_8859_1);
    }
}
