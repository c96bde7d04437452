package dev.quern.gateway.mcp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.quern.gateway.FakeCatalogue;
import dev.quern.gateway.FakeServices;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class McpTest {
    private static final int PATIENCE = 10;
    private static final String MESSAGES = "application/json, text/event-stream";

    @Inject
    FakeServices services;

    @Inject
    FakeCatalogue catalogue;

    @Inject
    MeterRegistry metrics;

    @TestHTTPResource
    URI address;

    @BeforeEach
    void begin() {
        services.reset();
        catalogue.reset();
    }

    @AfterEach
    void reset() {
        services.reset();
    }

    @Test
    void greetsAClient() {
        post("""
                {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18",
                 "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}""")
                .statusCode(200)
                .header("Mcp-Session-Id", not(emptyOrNullString()))
                .body("result.serverInfo.name", equalTo("quern"))
                .body("result.protocolVersion", equalTo("2025-06-18"))
                .body("result.instructions", containsString("list_collections"))
                .body("result.capabilities", hasKey("tools"));
    }

    @Test
    void describesItsTools() {
        post("""
                {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}""")
                .statusCode(200)
                .body("result.tools.name", containsInAnyOrder("ask", "search", "list_collections"))
                .body("result.tools.annotations.readOnlyHint", everyItem(equalTo(true)))
                .body(
                        "result.tools.find { it.name == 'ask' }.inputSchema.required",
                        equalTo(java.util.List.of("question")))
                .body(
                        "result.tools.find { it.name == 'ask' }.inputSchema.properties.max_results.type",
                        equalTo("integer"))
                .body("result.tools.find { it.name == 'ask' }.inputSchema.properties.max_results.default", equalTo(5))
                .body("result.tools.find { it.name == 'ask' }.outputSchema.properties", hasKey("grounded"))
                .body("result.tools.find { it.name == 'ask' }.outputSchema.properties", hasKey("trace_id"))
                .body(
                        "result.tools.find { it.name == 'search' }.inputSchema.required",
                        equalTo(java.util.List.of("query")));
    }

    @Test
    void answersAQuestionWithItsSources() {
        call("ask", "{\"question\": \"What does a quern grind?\"}")
                .statusCode(200)
                .body("result.isError", equalTo(false))
                .body("result.content[0].text", equalTo("""
                        It grinds grain [1].

                        Sources:
                        [1] Querns, page 3 (document doc-1)"""))
                .body("result.structuredContent.answer", equalTo("It grinds grain [1]."))
                .body("result.structuredContent.grounded", equalTo(true))
                .body("result.structuredContent.sources[0].document_id", equalTo("doc-1"))
                .body("result.structuredContent.sources[0].page", equalTo(3));
    }

    @Test
    void findsPassagesInTheCollectionThatIsNamed() {
        call("search", "{\"query\": \"grain\", \"collection\": \"mills\", \"max_results\": 50}")
                .body("result.isError", equalTo(false))
                .body("result.content[0].text", containsString("A quern grinds grain."))
                .body("result.structuredContent.passages[0].title", equalTo("Querns"));

        assertThat(services.lastSearch().question().collection()).isEqualTo("mills");
        assertThat(services.lastSearch().question().maxResults()).isEqualTo(50);
        assertThat(services.generations()).isZero();
    }

    @Test
    void listsTheCollections() {
        given().contentType(ContentType.JSON).body("{\"name\": \"mills\"}").post("/api/v1/collections");

        call("list_collections", "{}")
                .body("result.isError", equalTo(false))
                .body("result.structuredContent.collections.name", hasItem("mills"))
                .body("result.content[0].text", containsString("mills"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ask              | {\"question\": \" \"}                                 | A question needs words.",
                "ask              | {\"question\": \"q\", \"max_results\": 51}            | `max_results` is from 1 to 50.",
                "ask              | {\"question\": \"q\", \"collection\": \"missing\"}    | There is no collection `missing`.",
                "search           | {\"query\": \"q\", \"max_results\": 0}                | `max_results` is from 1 to 50.",
            })
    void saysWhatIsWrongWithACallInTheSameSentence(String tool, String arguments, String sentence) {
        call(tool, arguments)
                .statusCode(200)
                .body("result.isError", equalTo(true))
                .body("result.content", hasSize(1))
                .body("result.content[0].text", equalTo(sentence));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{\"question\": 5}",
                "{\"question\": {\"a\": 1}}",
                "{\"question\": \"q\", \"max_results\": \"many\"}",
                "{\"question\": \"q\", \"max_results\": 99999999999999999999}",
            })
    void refusesArgumentsThatDoNotFit(String arguments) {
        String said = call("ask", arguments).statusCode(200).extract().asString();

        assertThat(said).containsAnyOf("\"isError\":true", "\"error\":{").doesNotContain("Exception", "dev.quern");
    }

    @Test
    void namesThePartThatIsAway() {
        services.fail("retrieval-service");

        call("search", "{\"query\": \"q\"}")
                .body("result.isError", equalTo(true))
                .body("result.content[0].text", equalTo("retrieval-service cannot be reached."));
    }

    @Test
    void stopsWorkingWhenTheClientCancels() throws Exception {
        services.holdGeneration();
        String session = post("""
                {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18",
                 "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}""").extract().header("Mcp-Session-Id");
        messages(session)
                .body("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}")
                .post("/mcp")
                .then()
                .statusCode(202);
        CompletableFuture<Integer> asked = CompletableFuture.supplyAsync(() -> messages(session)
                .body(toolCall("ask", "{\"question\": \"q\"}"))
                .post("/mcp")
                .statusCode());
        assertThat(services.waiting().await(PATIENCE, TimeUnit.SECONDS)).isTrue();

        messages(session)
                .body("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\", \"params\": {\"requestId\": 7}}")
                .post("/mcp")
                .then()
                .statusCode(202);

        assertThat(services.interrupted().await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(asked.get(PATIENCE, TimeUnit.SECONDS)).isLessThan(300);
    }

    @Test
    void stopsWorkingWhenTheClientLeaves() throws Exception {
        services.holdGeneration();
        String body = toolCall("ask", "{\"question\": \"q\"}");
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: "
                                    + MESSAGES + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(services.waiting().await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(services.interrupted().await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void isCountedByToolAndOutcome() {
        double before = counted("search", "invalid_argument");

        call("search", "{\"query\": \"\"}").body("result.isError", equalTo(true));

        assertThat(counted("search", "invalid_argument")).isEqualTo(before + 1);
    }

    @Test
    void refusesPagesOfOtherSites() {
        given().contentType(ContentType.JSON)
                .accept(MESSAGES)
                .header("Origin", "https://elsewhere.example")
                .body(toolCall("list_collections", "{}"))
                .post("/mcp")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("code", equalTo("permission_denied"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp/sse", "/mcp/messages/1", "/mcp/", "/mcp/x"})
    void hasNoOtherAddress(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(404).body("code", equalTo("not_found"));
    }

    @Test
    void opensNoStream() {
        given().accept("text/event-stream")
                .get("/mcp")
                .then()
                .statusCode(405)
                .header("Allow", containsString("POST"))
                .body("code", equalTo("method_not_allowed"));
    }

    @Test
    void refusesAMessageThatIsTooLarge() {
        post(toolCall("ask", "{\"question\": \"" + "x".repeat(1_100_000) + "\"}"))
                .statusCode(413)
                .body("code", equalTo("payload_too_large"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "1",
                "{\"jsonrpc\": \"2.0\"}",
                "[1]",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x/y\"}"
            })
    void saysThatAMessageIsNone(String message) {
        String said = post(message).extract().asString();

        assertThat(said.isEmpty() || said.contains("error")).isTrue();
        assertThat(said).doesNotContain("Exception", "dev.quern", "\tat ");
        call("search", "{\"query\": \"q\"}").body("result.isError", equalTo(false));
    }

    private double counted(String tool, String outcome) {
        return Optional.ofNullable(metrics.find("quern.gateway.tools")
                        .tags("tool", tool, "outcome", outcome)
                        .counter())
                .map(counter -> counter.count())
                .orElse(0.0);
    }

    private static ValidatableResponse call(String tool, String arguments) {
        return post(toolCall(tool, arguments));
    }

    private static String toolCall(String tool, String arguments) {
        return "{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\": \"tools/call\", \"params\": {\"name\": \"" + tool
                + "\", \"arguments\": " + arguments + "}}";
    }

    private static ValidatableResponse post(String message) {
        return given().contentType(ContentType.JSON)
                .accept(MESSAGES)
                .body(message)
                .post("/mcp")
                .then();
    }

    private static io.restassured.specification.RequestSpecification messages(String session) {
        return given().contentType(ContentType.JSON).accept(MESSAGES).header("Mcp-Session-Id", session);
    }
}
