package dev.quern.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quern.standalone.Quern.Event;
import dev.quern.standalone.Quern.Reply;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a user sees, whatever parts Quern runs on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EndToEndSuite extends DocumentSuite {
    static final String MILLS = """
            # Mills

            ## Hand mills

            A quern is a hand mill made of two stones. The lower stone is called the quern-stone and does not move. \
            The upper stone is called the handstone.

            ## Windmills

            The first windmills were built in Persia in the ninth century. A windmill turns the force of the wind \
            into the rotation of a millstone.
            """;
    private static final String BREAD =
            "Sourdough bread rises by wild yeast. The dough rests for eighteen hours before it is baked.";

    private final String collection = "mills-" + UUID.randomUUID().toString().substring(0, 8);

    String collection() {
        return collection;
    }

    @BeforeAll
    void uploadDocuments() throws Exception {
        Reply file = quern().postFile("/api/v1/documents?x=1", "mills.md", "nothing yet");
        assertThat(file.status())
                .as("a file without a collection goes to the default one")
                .isEqualTo(202);
        quern().add(collection, "mills", "Mills", MILLS);
        quern().add(collection, "bread", "Bread", BREAD);
    }

    @Test
    void answersWithCitationsThatStandInTheirSources() throws Exception {
        Reply reply = quern().ask("What is the upper stone of a quern called?", collection);

        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        JsonNode body = reply.body();
        assertThat(body.get("answer").asText()).isNotBlank();
        assertThat(body.get("citations")).isNotEmpty();
        for (JsonNode citation : body.get("citations")) {
            JsonNode source = body.get("sources").get(citation.get("source").asInt() - 1);
            assertThat(source.get("number").asInt())
                    .isEqualTo(citation.get("source").asInt());
            assertThat(source.get("text").asText())
                    .contains(citation.get("quote").asText());
        }
        assertThat(body.at("/sources/0/document_id").asText()).isEqualTo("mills");
        assertThat(body.at("/metadata/timings_ms").fieldNames())
                .toIterable()
                .contains("embed", "search", "generate", "total");
    }

    @Test
    void findsTheCharactersOfASourceInItsDocument() throws Exception {
        JsonNode source = quern().ask("When were the first windmills built?", collection)
                .body()
                .at("/sources/0");

        assertThat(source.get("document_id").asText()).isEqualTo("mills");
        assertThat(MILLS.substring(
                        source.get("start").asInt(), source.get("end").asInt()))
                .isEqualTo(source.get("text").asText());
    }

    @Test
    void servesTheSameQuestionAgainFromTheCacheUntilTheCollectionChanges() throws Exception {
        String own = collection + "-c";
        quern().add(own, "bread", "Bread", BREAD);
        JsonNode first = firstGroundedAnswer(own);
        String question = first.get("question").asText();
        assertThat(first.at("/metadata/cache_level").asText()).isEqualTo("none");

        JsonNode second = quern().ask("  " + question + " ", own).body();
        assertThat(second.at("/metadata/cache_level").asText()).isEqualTo("memory");
        assertThat(second.get("answer")).isEqualTo(first.get("answer"));
        assertThat(second.get("sources")).isEqualTo(first.get("sources"));

        quern().add(own, "bread", "Bread", BREAD.replace("eighteen", "twenty"));
        JsonNode third = quern().ask(question, own).body();
        assertThat(third.at("/metadata/cache_level").asText()).isEqualTo("none");
        assertThat(third.at("/sources/0/text").asText()).contains("twenty").doesNotContain("eighteen");
    }

    @Test
    void servesTheAnswerToAQuestionThatMeansTheSameUntilSomebodySaysThatItIsWrong() throws Exception {
        String own = collection + "-s";
        quern().add(own, "bread", "Bread", BREAD);
        JsonNode first = firstSimilarAnswer(own);
        JsonNode second = first.get("again");
        assertThat(second.get("answer")).isEqualTo(first.get("answer"));
        assertThat(second.get("sources")).isEqualTo(first.get("sources"));
        assertThat(second.at("/metadata/similar/question")).isEqualTo(first.get("question"));

        Reply verdict = quern().post(
                        "/api/v1/rag/feedback",
                        Map.of("cache_entry", second.at("/metadata/cache_entry").asText(), "verdict", "wrong"));

        assertThat(verdict.status()).as(verdict.toString()).isEqualTo(204);
        assertThat(quern().ask(second.get("question").asText(), own)
                        .body()
                        .at("/metadata/cache_level")
                        .asText())
                .isEqualTo("none");
    }

    @Test
    void servesNoAnswerToAQuestionWithAnotherNumber() throws Exception {
        String own = collection + "-n";
        quern().add(own, "bread", "Bread", BREAD);
        quern().ask("Does the dough rest for eighteen hours before it is baked?", own);

        JsonNode other = quern().ask("Does the dough rest for twelve hours before it is baked?", own)
                .body();

        assertThat(other.at("/metadata/cache_level").asText()).isEqualTo("none");
    }

    /** The first that is grounded, and {@code again} what the same question in other words got. */
    private JsonNode firstSimilarAnswer(String from) throws Exception {
        for (List<String> questions : List.of(
                List.of(
                        "How long does the dough rest before it is baked?",
                        "How long does the dough rest before being baked?"),
                List.of(
                        "How long does the dough of sourdough bread rest?",
                        "For how long does the dough of sourdough bread rest?"),
                List.of("What does sourdough bread rise by?", "By what does sourdough bread rise?"),
                List.of("What makes sourdough bread rise?", "What is it that makes sourdough bread rise?"))) {
            JsonNode first = quern().ask(questions.getFirst(), from).body();
            JsonNode again = quern().ask(questions.getLast(), from).body();
            if (again.at("/metadata/cache_level").asText().equals("semantic")) {
                ((ObjectNode) again).put("question", questions.getLast());
                return ((ObjectNode) first)
                        .put("question", questions.getFirst())
                        .set("again", again);
            }
        }
        throw new AssertionError("no question was taken for one that had been answered");
    }

    /** A small model does not manage to keep to the documents every time, and only what is grounded is cached. */
    private JsonNode firstGroundedAnswer(String from) throws Exception {
        for (String question : List.of(
                "How long does the dough of sourdough bread rest?",
                "What does sourdough bread rise by?",
                "What is sourdough bread?",
                "How long does the dough rest before it is baked?",
                "When is the dough baked?",
                "By what does bread rise?")) {
            Reply reply = quern().ask(question, from);
            assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
            if (reply.body().at("/metadata/grounded").asBoolean()) {
                return ((ObjectNode) reply.body()).put("question", question);
            }
        }
        throw new AssertionError("none of the questions got a grounded answer");
    }

    @Test
    void streamsTheEventsInTheirOrder() throws Exception {
        List<Event> events = quern().stream("What is the lower stone of a quern called?", collection);

        List<String> names = events.stream().map(Event::name).toList();
        assertThat(String.join(" ", names)).matches("(status )+sources (status )*(response_chunk )+metadata");
        List<Event> chunks = events.stream()
                .filter(event -> event.name().equals("response_chunk"))
                .toList();
        assertThat(chunks.stream().filter(event -> event.data().get("is_final").asBoolean()))
                .containsExactly(chunks.getLast());
        assertThat(events.getLast().data().get("citations")).isNotEmpty();
    }

    @Test
    void saysSoWhenNothingRelevantWasFound() throws Exception {
        JsonNode body = quern().ask("Quel âge avait Rimbaud?", collection).body();

        assertThat(body.at("/metadata/finish_reason").asText())
                .as(body.toString())
                .isEqualTo("abstained");
        assertThat(body.get("citations")).isEmpty();
        assertThat(body.get("sources")).isEmpty();
    }

    @Test
    void forgetsADocumentThatIsDeleted() throws Exception {
        String own = collection + "-d";
        quern().add(own, "keep", "Keep", "The mill stands by the river.");
        quern().add(own, "drop", "Drop", "The secret of the miller is barley.");
        assertThat(documentIds(
                        quern().ask("What is the secret of the miller?", own).body()))
                .contains("drop");

        assertThat(quern().delete("/api/v1/documents/drop?collection=" + own).status())
                .isEqualTo(204);

        JsonNode after = quern().ask("What is the secret of the miller?", own).body();
        assertThat(documentIds(after)).doesNotContain("drop");
        assertThat(after.at("/metadata/cache_level").asText()).isEqualTo("none");
        assertThat(quern().get("/api/v1/documents/drop?collection=" + own).status())
                .isEqualTo(404);
    }

    @Test
    void doesNothingWhenTheSameContentComesAgain() throws Exception {
        Reply again = quern().post(
                        "/api/v1/documents",
                        Map.of("collection", collection, "document_id", "bread", "title", "Bread", "text", BREAD));

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.body().get("changed").asBoolean()).isFalse();
    }

    @Test
    void refusesBadInputWithAProblemThatNamesTheField() throws Exception {
        Reply empty = quern().ask(" ", collection);
        Reply unknown = quern().ask("What?", "no-such-collection");
        Reply binary = quern().upload(
                        collection, "x.png", "image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        Reply malformed = quern().get("/api/v1/documents/a%2Fb");

        assertThat(List.of(empty.status(), unknown.status(), binary.status(), malformed.status()))
                .containsExactly(400, 404, 415, 400);
        assertThat(empty.body().get("field").asText()).isEqualTo("query");
        assertThat(unknown.body().get("field").asText()).isEqualTo("collection");
        assertThat(binary.body().get("code").asText()).isEqualTo("unsupported_media_type");
        assertThat(malformed.body().get("field").asText()).isEqualTo("document_id");
    }

    @Test
    void offersHealthMetricsAndItsDescription() throws Exception {
        for (String probe : List.of("live", "ready", "started")) {
            assertThat(quern().get("/q/health/" + probe).body().get("status").asText())
                    .isEqualTo("UP");
        }
        assertThat(quern().text("/q/metrics")).contains("quern_work_active", "http_server_requests");
        assertThat(quern().text("/q/openapi")).contains("/api/v1/rag/query", "/api/v1/documents");
    }

    private static List<String> documentIds(JsonNode answer) {
        return StreamSupport.stream(answer.get("sources").spliterator(), false)
                .map(source -> source.get("document_id").asText())
                .toList();
    }
}
