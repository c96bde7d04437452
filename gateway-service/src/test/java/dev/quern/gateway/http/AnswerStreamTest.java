package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.quern.gateway.FakeServices;
import dev.quern.redis.Eventually;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class AnswerStreamTest {
    private static final String QUESTION = "{\"query\": \"What does a quern grind?\", "
            + "\"filter\": {\"field\": \"tags\", \"operator\": \"contains\", \"value\": \"mills\"}}";

    @Inject
    FakeServices services;

    @Inject
    MeterRegistry metrics;

    @TestHTTPResource
    URI address;

    @BeforeEach
    @AfterEach
    void reset() {
        services.reset();
    }

    @Test
    void writesEventsAsTheStandardSays() throws Exception {
        String response = RawHttp.exchange(address, request("Connection: close\r\n"));

        assertThat(response)
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("\r\ncontent-type: text/event-stream")
                .containsIgnoringCase("\r\ncache-control: no-store")
                .containsIgnoringCase("\r\nx-accel-buffering: no")
                .contains("retry:2000\n\n")
                .contains("id:1\nevent:status\ndata:{\"stage\":\"looking_up\"}\n\n")
                .contains("id:5\nevent:response_chunk\ndata:{\"text\":\"It grinds \",\"is_final\":false}\n\n");
    }

    @Test
    void keepsTheConnectionOpenWhileNothingHappens() throws Exception {
        services.holdGeneration();
        try (Socket client = send("")) {
            BufferedReader lines = lines(client);

            assertThat(comes(lines, "data:{\"text\":\"It grinds ").getLast()).isNotEmpty();
            assertThat(comes(lines, ":").getLast()).isEqualTo(":");
        }
    }

    @Test
    void resumesAnAnswerThatWasCutOff() throws Exception {
        services.holdGeneration();
        String lastId;
        String location;
        try (Socket client = send("X-Resumable: true\r\n")) {
            List<String> read = comes(lines(client), "data:{\"text\":\"It grinds ");
            lastId = value(read, "id:");
            location = value(read, "content-location:");
        }
        services.release();

        String rest = given().header("Last-Event-ID", lastId)
                .get(location)
                .then()
                .statusCode(200)
                .extract()
                .asString();

        assertThat(rest).contains("\"text\":\"grain [1].\"", "event:metadata").doesNotContain("It grinds \"");
        assertThat(services.generations()).isEqualTo(1);
        String again = resume(lastId).statusCode(200).extract().asString();
        assertThat(again).isEqualTo(rest);
        String end =
                rest.lines().filter(line -> line.startsWith("id:")).toList().getLast();
        resume(end.substring("id:".length())).statusCode(204);
        assertThat(given().get(location).asString()).contains("event:sources", "It grinds ", "grain [1].");
    }

    @Test
    void stopsAnAnswerThatCannotBeResumed() throws Exception {
        services.holdGeneration();
        try (Socket client = send("X-Resumable: false\r\n")) {
            assertThat(services.waiting().await(5, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(services.interrupted().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "3, 404, Last-Event-ID",
        "00000000000000000000000000000000.1, 404, id",
        "../x, 404, Last-Event-ID",
    })
    void knowsNoOtherAnswers(String lastId, int status, String field) {
        resume(lastId).statusCode(status).body("field", equalTo(field));
    }

    @Test
    void namesTheHeaderThatIsWrong() {
        given().contentType(ContentType.JSON)
                .header("X-Resumable", "perhaps")
                .body(QUESTION)
                .post("/api/v1/rag/stream")
                .then()
                .statusCode(400)
                .body("field", equalTo("X-Resumable"));
        given().header("Last-Event-ID", "0".repeat(32) + ".1")
                .get("/api/v1/rag/stream/" + "1".repeat(32))
                .then()
                .statusCode(400)
                .body("field", equalTo("Last-Event-ID"));
        given().get("/api/v1/rag/stream/x").then().statusCode(404).body("field", equalTo("id"));
        given().head("/api/v1/rag/stream/x").then().statusCode(404);
    }

    @Test
    void leavesNothingBehind() throws Exception {
        given().contentType(ContentType.JSON).body(QUESTION).post("/api/v1/rag/stream");

        Eventually.await(
                "all streams to end",
                () -> metrics.get("quern.gateway.streams").gauge().value() == 0
                        && metrics.get("quern.gateway.pending").gauge().value() == 0);
    }

    private static ValidatableResponse resume(String lastId) {
        return given().contentType(ContentType.JSON)
                .header("Last-Event-ID", lastId)
                .body(QUESTION)
                .post("/api/v1/rag/stream")
                .then();
    }

    private Socket send(String headers) throws IOException {
        Socket client = new Socket(address.getHost(), address.getPort());
        client.setSoTimeout(10_000);
        client.getOutputStream().write(request(headers).getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
        return client;
    }

    private static String request(String headers) {
        return "POST /api/v1/rag/stream HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
                + "Content-Length: " + QUESTION.length() + "\r\n\r\n" + QUESTION;
    }

    private static BufferedReader lines(Socket client) throws IOException {
        return new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    }

    /** All lines up to the first that begins so. */
    private static List<String> comes(BufferedReader lines, String beginning) throws IOException {
        List<String> read = new ArrayList<>();
        do {
            read.add(lines.readLine());
        } while (!read.getLast().startsWith(beginning));
        return read;
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.regionMatches(true, 0, name, 0, name.length()))
                .toList()
                .getLast()
                .substring(name.length())
                .strip();
    }
}
