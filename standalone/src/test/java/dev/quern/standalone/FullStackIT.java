package dev.quern.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.standalone.Quern.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The suite on five processes with a real Weaviate, a real Redis and a real llama.cpp server, and what only they show. */
@Tag("full-stack")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FullStackIT extends EndToEndSuite {
    private static final String QUESTION = "What is the upper stone of a quern called, and what does it do?";
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final int LAST = Integer.MAX_VALUE;

    private final Stack stack;

    FullStackIT(@TempDir Path folder) throws Exception {
        stack = Stack.up(folder);
    }

    @AfterAll
    void down() throws Exception {
        stack.close();
    }

    @Override
    Quern quern() {
        return stack.quern();
    }

    @Test
    void answersByTheRealModel() throws Exception {
        JsonNode body = quern().ask("What is the lower stone of a quern called?", collection())
                .body();

        assertThat(body.at("/metadata/back_end").asText()).as(body.toString()).isEqualTo("openai");
        assertThat(body.at("/metadata/completion_tokens").asInt()).isPositive();
    }

    @Test
    void asksForAnApiKey() throws Exception {
        Quern stranger = new Quern(quern().address(), Optional.empty());
        Quern guesser = new Quern(quern().address(), Optional.of("wrong"));

        assertThat(stranger.ask("What?", collection()).status()).isEqualTo(401);
        assertThat(guesser.ask("What?", collection()).body().get("code").asText())
                .isEqualTo("unauthenticated");
    }

    /** A part that hangs is what a call waits for; killing the client then has to end every call on the way there. */
    @ParameterizedTest
    @CsvSource({"weaviate, retrieval", "llama, llm"})
    @Order(LAST - 3)
    void endsEveryCallWithinASecondWhenTheClientIsKilled(String hanging, String waiting) throws Exception {
        stack.signal("STOP", hanging);
        try (Socket client = connect()) {
            send(
                    client,
                    "{\"query\": \"" + QUESTION + " (" + hanging + ")\", \"collection\": \"" + collection() + "\"}");
            Await.until(waiting + " works on it", Duration.ofSeconds(20), () -> stack.active(waiting) > 0);
            assertThat(stack.active("gateway")).isPositive();
            client.setSoLinger(true, 0);
            client.close();

            Await.until(
                    "all calls have ended",
                    ONE_SECOND,
                    () -> stack.active("gateway") == 0 && stack.active("retrieval") == 0 && stack.active("llm") == 0);
        } finally {
            stack.signal("CONT", hanging);
        }
    }

    @Test
    @Order(LAST - 2)
    void goesOnWithoutRedis() throws Exception {
        stack.signal("KILL", "redis");

        Reply reply = quern().ask("Who turned wind into rotation?", collection());

        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    }

    @Test
    @Order(LAST - 1)
    void goesWithoutWhatIsDownAndNamesAServiceThatItCannotDoWithout() throws Exception {
        // In the reverse order of the pipeline: what is gone without adds up.
        for (String step : List.of("embedding", "generation")) {
            stack.signal("KILL", step.equals("embedding") ? step : "llm");

            Reply reply = ask("Which stone of a quern is the handstone, without " + step + "?");

            assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
            assertThat(reply.body().get("metadata").get("degraded").toString()).contains(step);
        }
        stack.signal("KILL", "retrieval");

        Reply reply = ask("Is retrieval down?");

        assertThat(reply.status()).as(reply.toString()).isEqualTo(503);
        assertThat(reply.body().get("service").asText()).isEqualTo("retrieval-service");
        assertThat(reply.body().toString()).doesNotContain("Exception", "at dev.quern");
    }

    private Reply ask(String question) throws Exception {
        return quern().post("/api/v1/rag/query", Map.of("query", question, "collection", collection()));
    }

    @Test
    @Order(LAST)
    void writesLogsThatAProgramCanRead() throws IOException {
        assertThat(stack.log("gateway").lines().filter(line -> line.startsWith("{")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(new com.fasterxml.jackson.databind.ObjectMapper()
                                .readTree(line)
                                .get("message"))
                        .isNotNull());
    }

    private Socket connect() throws IOException {
        URI address = quern().address();
        return new Socket(address.getHost(), address.getPort());
    }

    private void send(Socket client, String body) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(("POST /api/v1/rag/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Authorization: Bearer " + quern().apiKey().orElseThrow() + "\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
