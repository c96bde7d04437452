package dev.quern.standalone;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.standalone.Quern.Event;
import dev.quern.standalone.Quern.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of files and collections, whatever parts Quern runs on. */
abstract class DocumentSuite {
    private final String files = "files-" + UUID.randomUUID().toString().substring(0, 8);

    abstract Quern quern();

    @Test
    void answersFromThePageOfAPdf() throws Exception {
        String own = files + "-pdf";
        Reply accepted = quern().upload(
                        own,
                        "mills.pdf",
                        "application/pdf",
                        SampleFiles.pdf(
                                "The first page speaks of bread and of nothing else.",
                                "The upper stone of a quern is called the handstone."));
        assertThat(accepted.status()).as(accepted.toString()).isEqualTo(202);
        assertThat(accepted.body().get("media_type").asText()).isEqualTo("application/pdf");
        quern().awaitReady(accepted.body().get("status_url").asText());

        JsonNode source = quern().ask("What is the upper stone of a quern called?", own)
                .body()
                .at("/sources/0");
        String id = accepted.body().get("document_id").asText();
        String text = quern().text("/api/v1/documents/" + id + "/text?collection=" + own);

        assertThat(source.get("text").asText()).contains("handstone");
        assertThat(text.substring(source.get("start").asInt(), source.get("end").asInt()))
                .isEqualTo(source.get("text").asText());
        assertThat(text).contains("\f");
        JsonNode chunks = quern().get("/api/v1/documents/" + id + "/chunks?collection=" + own)
                .body()
                .get("chunks");
        assertThat(chunks.get(0).at("/location/page").asInt()).isEqualTo(1);
    }

    @Test
    void takesSeveralFilesAtOnceAndTellsWhichItCannotRead() throws Exception {
        String own = files + "-batch";
        Reply reply = quern().uploadBatch(
                        own,
                        List.of(
                                new Quern.File(
                                        "mill.docx", SampleFiles.docx("Windmills", "Windmills turn with the wind.")),
                                new Quern.File("broken.pdf", "%PDF-1.4 and nothing more".getBytes(US_ASCII)),
                                new Quern.File(
                                        "mill.csv", "name,built\nBockwindmühle,1786\nSmock,1650\n".getBytes(UTF_8))));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(202);
        assertThat(reply.body().get("accepted").asInt()).isEqualTo(2);
        assertThat(reply.body().get("refused").asInt()).isEqualTo(1);
        JsonNode broken = reply.body().at("/documents/1");
        assertThat(broken.get("file").asText()).isEqualTo("broken.pdf");
        assertThat(broken.at("/error/code").asText()).isEqualTo("unprocessable");
        for (int number : List.of(0, 2)) {
            quern().awaitReady(reply.body()
                    .at("/documents/" + number + "/document/status_url")
                    .asText());
        }
        JsonNode found = quern().post(
                        "/api/v1/search", Map.of("collection", own, "query", "When was the Bockwindmühle built?"))
                .body();
        assertThat(found.toString()).contains("1786");
        JsonNode windmills = quern().post(
                        "/api/v1/search", Map.of("collection", own, "query", "What turns with the wind?"))
                .body();
        assertThat(windmills.at("/passages/0/heading_path").toString()).contains("Windmills");
    }

    @Test
    void tellsTheProgressOfADocumentAsItHappens() throws Exception {
        String own = files + "-events";
        JsonNode accepted = quern().post(
                        "/api/v1/documents",
                        Map.of(
                                "collection",
                                own,
                                "document_id",
                                "long",
                                "text",
                                "A mill grinds grain. ".repeat(20_000)))
                .body();

        List<Event> events = quern().events("/api/v1/documents/long/events?collection=" + own);

        assertThat(accepted.get("status").asText()).isEqualTo("pending");
        assertThat(events.getLast().name()).isEqualTo("end");
        List<JsonNode> told = events.stream()
                .filter(event -> event.name().equals("document"))
                .map(Event::data)
                .toList();
        assertThat(told.getLast().get("status").asText()).isEqualTo("ready");
        assertThat(told.getLast().get("chunks_done")).isEqualTo(told.getLast().get("chunks_total"));
    }

    @Test
    void rebuildsACollectionWhileItIsSearched() throws Exception {
        String own = files + "-rebuilt";
        Reply uploaded = quern().upload(own, "mills.md", "text/markdown", EndToEndSuite.MILLS.getBytes(UTF_8));
        quern().awaitReady(uploaded.body().get("status_url").asText());
        JsonNode before = quern().get("/api/v1/collections/" + own).body();

        Reply begun = quern().post(
                        "/api/v1/collections/" + own + "/reindex",
                        Map.of(
                                "profile",
                                "exact",
                                "chunking",
                                Map.of("method", "headings", "size", 250, "overlap", 50)));
        assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
        assertThat(begun.body().at("/rebuild/profile").asText()).isEqualTo("exact");
        Await.until("the collection has changed over", Duration.ofMinutes(1), () -> {
            JsonNode found = quern().post(
                            "/api/v1/search", Map.of("collection", own, "query", "Where were windmills built?"))
                    .body();
            assertThat(found.get("passages")).as(found.toString()).isNotEmpty();
            return !quern().get("/api/v1/collections/" + own).body().has("rebuild");
        });

        JsonNode after = quern().get("/api/v1/collections/" + own).body();
        assertThat(after.get("profile").asText()).isEqualTo("exact");
        assertThat(after.at("/chunking/method").asText()).isEqualTo("headings");
        assertThat(after.get("version")).isNotEqualTo(before.get("version"));
        assertThat(after.get("documents").asInt()).isEqualTo(1);
        assertThat(after.get("passages").asInt())
                .isGreaterThan(before.get("passages").asInt());
    }

    @Test
    void deletesWhatAFilterSelects() throws Exception {
        String own = files + "-filter";
        for (String id : List.of("one", "two", "three")) {
            Reply reply = quern().post(
                            "/api/v1/documents",
                            Map.of(
                                    "collection",
                                    own,
                                    "document_id",
                                    id,
                                    "text",
                                    "Document " + id + ".",
                                    "tags",
                                    List.of(id.startsWith("t") ? "t" : "o")));
            quern().awaitReady(reply.body().get("status_url").asText());
        }

        Reply deleted = quern().post(
                        "/api/v1/documents/delete",
                        Map.of(
                                "collection",
                                own,
                                "filter",
                                Map.of("field", "tags", "operator", "contains", "value", "t")));

        assertThat(deleted.body().get("deleted").asInt()).as(deleted.toString()).isEqualTo(2);
        assertThat(quern().get("/api/v1/documents?status=ready&collection=" + own)
                        .body()
                        .get("documents"))
                .singleElement()
                .satisfies(left -> assertThat(left.get("document_id").asText()).isEqualTo("one"));
    }
}
