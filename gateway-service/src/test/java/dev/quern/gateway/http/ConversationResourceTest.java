package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.quern.gateway.FakeConversations;
import dev.quern.gateway.FakeServices;
import dev.quern.gateway.Message;
import dev.quern.gateway.Message.Author;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ConversationResourceTest {
    @Inject
    FakeServices services;

    @Inject
    FakeConversations conversations;

    @BeforeEach
    @AfterEach
    void reset() {
        services.reset();
        conversations.reset();
    }

    @Test
    void answersWithTheTurnsBeforeInMindAndAddsTheAnswer() {
        String id = begin("{\"title\": \"Mills\"}");
        ask("What is a quern?", id).body("metadata.conversation_id", equalTo(id));

        ask("What does it grind?", id).statusCode(200).body("metadata.degraded", empty());

        assertThat(services.lastGeneration().question().history())
                .containsExactly(
                        new Message(Author.USER, "What is a quern?"),
                        new Message(Author.ASSISTANT, "It grinds grain [1]."));
        read(id).statusCode(200)
                .body("title", equalTo("Mills"))
                .body("turn_count", equalTo(2))
                .body("turns.query", contains("What is a quern?", "What does it grind?"))
                .body("turns[0].answer", equalTo("It grinds grain [1]."))
                .body("turns[0].trace_id", not(equalTo("")));
    }

    @Test
    void addsAnAnswerFromTheCacheToo() {
        ask("What is a quern?", begin("{}"));
        String other = begin("{}");

        ask("What is a quern?", other).body("metadata.cache_level", equalTo("memory"));

        read(other).body("turn_count", equalTo(1));
    }

    @Test
    void addsNoAnswerThatIsNone() {
        String id = begin("{}");
        services.fail("llm-service");

        ask("What is a quern?", id).statusCode(200).body("metadata.degraded", contains("generation"));

        read(id).body("turn_count", equalTo(0));
    }

    @Test
    void losesNoAnswerThatCannotBeAdded() {
        String id = begin("{}");
        conversations.failToAppend();

        ask("What is a quern?", id)
                .statusCode(200)
                .body("answer", equalTo("It grinds grain [1]."))
                .body("metadata.degraded", contains("conversation"));

        assertThat(services.remembered().getFirst())
                .as("the answer itself is whole")
                .isEqualTo(1);
    }

    @Test
    void keepsTheUsersOfAKeyApart() {
        String id = begin("{\"user\": \"ann\"}");

        read(id).statusCode(404);
        given().queryParam("user", "ann")
                .get("/api/v1/conversations/" + id)
                .then()
                .statusCode(200);
        given().queryParam("user", "bob")
                .delete("/api/v1/conversations/" + id)
                .then()
                .statusCode(404);
        ask("What is a quern?", id).statusCode(404).body("field", equalTo("conversation_id"));
        list("page_size=50").body("conversations", empty());
        list("user=ann").body("conversations.id", contains(id)).body("conversations[0]", not(hasKey("turns")));
    }

    @Test
    void listsInPagesAndDeletes() {
        String first = begin("{}");
        begin("{}");

        String next =
                list("page_size=1").body("conversations", hasSize(1)).extract().path("next_page_token");
        list("page_size=1&page_token=" + next)
                .body("conversations", hasSize(1))
                .body("$", not(hasKey("next_page_token")));
        given().delete("/api/v1/conversations/" + first).then().statusCode(204);

        list("page_size=50").body("conversations", hasSize(1));
        read(first).statusCode(404);
        given().delete("/api/v1/conversations/" + first).then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | body",
                "[] | body",
                "{\"title\": 7} | title",
                "{\"user\": \" \"} | user",
                "{\"user\": \"a\\nb\"} | user",
                "{\"time_to_live_seconds\": 59} | time_to_live_seconds",
                "{\"time_to_live_seconds\": 34560001} | time_to_live_seconds",
                "{\"other\": 1} | other",
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        post(body).statusCode(400).body("field", equalTo(field));
    }

    private static String begin(String body) {
        return post(body).statusCode(201).body("turns", empty()).extract().path("id");
    }

    private static ValidatableResponse post(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/conversations")
                .then();
    }

    private static ValidatableResponse read(String id) {
        return given().get("/api/v1/conversations/" + id).then();
    }

    private static ValidatableResponse list(String query) {
        return given().get("/api/v1/conversations?" + query).then();
    }

    private static ValidatableResponse ask(String question, String conversation) {
        return given().contentType(ContentType.JSON)
                .body("{\"query\": \"" + question + "\", \"conversation_id\": \"" + conversation + "\"}")
                .post("/api/v1/rag/query")
                .then();
    }
}
