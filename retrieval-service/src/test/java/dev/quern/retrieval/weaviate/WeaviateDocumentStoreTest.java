package dev.quern.retrieval.weaviate;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.byVector;
import static dev.quern.retrieval.StoredDocuments.byWords;
import static dev.quern.retrieval.StoredDocuments.chunk;
import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static dev.quern.retrieval.StoredDocuments.store;
import static dev.quern.retrieval.StoredDocuments.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentHeader;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentStoreContract;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.SearchQuery;
import dev.quern.retrieval.Ulids;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("weaviate")
final class WeaviateDocumentStoreTest extends DocumentStoreContract {
    private static WeaviateServer server;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        server = WeaviateServer.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Override
    protected DocumentStore open() {
        return new WeaviateDocumentStore(server.config());
    }

    @Test
    void keepsWhatItHasConfirmedWhenTheServerIsKilled() throws Exception {
        store.createCollection(collection, SETTINGS);
        store(store, collection, "ready", "red");
        Document waiting = pending(collection, "waiting", 1);
        store.accept(waiting, DocumentText.of("green"));
        store.addChunks(waiting, List.of(chunk(waiting, 0, "green", 0, 1, 0)));

        server.kill();
        assertFails(() -> store.search(collection, byVector(1, 0, 0)), "cannot be reached");
        server.startAgain();

        // The store goes on where it was: a restart of Weaviate needs none of Quern.
        assertThat(texts(store, collection)).containsExactly("red");
        assertThat(store.unfinished()).contains(waiting.id());
        assertThat(store.text(waiting.id()).map(DocumentText::whole)).contains("green");
        store.publish(waiting.ready(1));
        assertThat(texts(store, collection)).containsExactly("red", "green");
        assertThat(store.search(collection, byWords("green")).passages()).hasSize(1);
    }

    @Test
    void saysSoWhenThereIsNoServer() throws IOException {
        try (DocumentStore nowhere = new WeaviateDocumentStore(WeaviateServer.nowhere())) {
            assertFails(nowhere::check, "cannot be reached");
            assertFails(() -> nowhere.search(collection, byVector(1, 0, 0)), "cannot be reached");
            assertFails(nowhere::unfinished, "cannot be reached");
        }
    }

    @Test
    void saysSoWhenItsKeyIsWrong() {
        RetrievalConfig.Weaviate wrong = server.configWithKey("another-key");
        try (DocumentStore stranger = new WeaviateDocumentStore(wrong)) {
            assertFails(stranger::check, "refuses Quern's key");
        }
    }

    @Test
    void stopsWhenTheCallerHasGone() {
        store.createCollection(collection, SETTINGS);

        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> store.search(collection, byVector(1, 0, 0)))
                    .isInstanceOfSatisfying(
                            QuernException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }

        assertThat(texts(store, collection)).isEmpty();
    }

    @Test
    void keepsWhatIsEmptyEmpty() {
        store.createCollection(collection, SETTINGS);
        Document full = pending(collection, "one", 0);
        Document bare = new Document(
                full.id(),
                new DocumentHeader("", "", "text/plain", List.of(), "", Map.of()),
                full.state(),
                "",
                full.generation(),
                full.contentHash(),
                0,
                0,
                0,
                full.createdAt(),
                full.updatedAt());

        store.accept(bare, DocumentText.of(""));

        assertThat(store.document(bare.id())).contains(bare);
        assertThat(store.text(bare.id()).map(DocumentText::whole)).contains("");
    }

    @Test
    void findsPublishedPassagesBehindManyThatAreNot() {
        store.createCollection(collection, SETTINGS);
        Document ready = pending(collection, "ready", 2);
        store.accept(ready, DocumentText.of("text"));
        store.addChunks(
                ready, List.of(chunk(ready, 0, "word one", .1f, .9f, 0), chunk(ready, 1, "word two", .1f, 0, .9f)));
        store.publish(ready.ready(2));
        for (String name : List.of("first", "second")) {
            Document waiting = pending(collection, name, 30);
            store.accept(waiting, DocumentText.of("text"));
            store.addChunks(waiting, chunks(waiting, 30));
        }

        for (float alpha : new float[] {0, .7f, 1}) {
            assertThat(store.search(collection, SearchQuery.of("word", new float[] {1, 0, 0}, 2, alpha))
                            .passages())
                    .extracting(Passage::text)
                    .containsExactlyInAnyOrder("word one", "word two");
        }
    }

    @Test
    void takesMoreChunksThanFitInOneRequest() {
        store.createCollection(collection, SETTINGS);
        Document document = pending(collection, "one", 450);
        store.accept(document, DocumentText.of("text"));

        store.addChunks(document, chunks(document, 450));
        store.publish(document.ready(450));

        assertThat(store.collection(collection).orElseThrow().passages()).isEqualTo(450);
        assertThat(store.search(collection, SearchQuery.of("word", new float[] {1, 0, 0}, 450, .7f))
                        .passages())
                .hasSize(450)
                .doesNotHaveDuplicates();
    }

    @Test
    void finishesAPublicationThatADeadProcessLeftHalfDone() {
        store.createCollection(collection, SETTINGS);
        store(store, collection, "one", "old");
        Document next = pending(collection, "one", 1);
        store.accept(next, DocumentText.of("new"));
        store.addChunks(next, List.of(chunk(next, 0, "new", 1, 0, 0)));
        String before = version();
        try (WeaviateConnection connection = new WeaviateConnection(server.config())) {
            records(connection).publish(next.ready(1), edition(connection, next));

            assertThat(store.unfinished()).doesNotContain(next.id());

            assertThat(version()).isNotEqualTo(before);
            assertThat(texts(store, collection)).containsExactly("new");
            assertThat(records(connection).generations(next.id()).names()).containsExactly(next.generation());
            assertThat(hits(connection, "old")).isEmpty();
            assertThat(workOf(connection)).isEmpty();
        }
    }

    @Test
    void finishesADeletionThatADeadProcessLeftHalfDone() {
        store.createCollection(collection, SETTINGS);
        Document document = store(store, collection, "one", "red");
        String before = version();
        try (WeaviateConnection connection = new WeaviateConnection(server.config())) {
            new WorkList(connection).begin(document.id(), Work.Kind.DELETE, List.of(document.generation()));

            assertThat(store.unfinished()).doesNotContain(document.id());

            assertThat(version()).isNotEqualTo(before);
            assertThat(store.document(document.id())).isEmpty();
            assertThat(hits(connection, "red")).isEmpty();
            assertThat(workOf(connection)).isEmpty();
        }
    }

    @Test
    void listsWhatIsUnfinishedElsewhereWhenWorkCannotBeDone() {
        CollectionId broken = newCollection();
        DocumentId stuck = new DocumentId(broken, "one");
        List<String> generations = List.of(Ulids.next());
        store.createCollection(collection, SETTINGS);
        Document document = pending(collection, "one", 0);
        store.accept(document, DocumentText.of("text"));
        try (WeaviateConnection connection = new WeaviateConnection(server.config())) {
            // A record without the tenants that belong to it.
            new CollectionRecords(connection)
                    .addIfAbsent(new CollectionRecord(
                            broken, Ulids.next(), SETTINGS, Ulids.next(), Instant.EPOCH, Sign.NONE));
            new WorkList(connection).begin(stuck, Work.Kind.DELETE, generations);
            try {
                assertThat(store.unfinished()).contains(document.id()).doesNotContain(stuck);
            } finally {
                new WorkList(connection).end(stuck, Work.Kind.DELETE, generations);
            }
        }
    }

    @Test
    void anUploadAfterAHalfDoneDeletionStays() {
        store.createCollection(collection, SETTINGS);
        Document deleted = store(store, collection, "one", "red");
        try (WeaviateConnection connection = new WeaviateConnection(server.config())) {
            new WorkList(connection).begin(deleted.id(), Work.Kind.DELETE, List.of(deleted.generation()));
        }
        Document again = pending(collection, "one", 1);
        store.accept(again, DocumentText.of("green"));

        assertThat(store.unfinished()).contains(again.id());
        assertThat(store.document(again.id())).contains(again);
        assertThat(store.text(again.id()).map(DocumentText::whole)).contains("green");
    }

    @Test
    void leavesNothingOfAFailedGenerationInTheIndex() {
        store.createCollection(collection, SETTINGS);
        Document document = pending(collection, "one", 1);
        store.accept(document, DocumentText.of("red"));
        store.addChunks(document, List.of(chunk(document, 0, "red", 1, 0, 0)));

        store.update(document.failed("It could not be read."));

        try (WeaviateConnection connection = new WeaviateConnection(server.config())) {
            assertThat(hits(connection, "red")).isEmpty();
            assertThat(workOf(connection)).isEmpty();
        }
    }

    @Test
    void refusesAnUploadThatIsOlderThanTheOneItHas() {
        store.createCollection(collection, SETTINGS);
        Document older = pending(collection, "one", 0);
        Document newer = pending(collection, "one", 0);
        store.accept(newer, DocumentText.of("newer"));

        assertThatThrownBy(() -> store.accept(older, DocumentText.of("older")))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(store.text(newer.id()).map(DocumentText::whole)).contains("newer");
    }

    @Test
    void agreesOnOneCollectionWhenManyProcessesMakeItAtOnce() throws Exception {
        List<DocumentStore> processes =
                IntStream.range(0, 4).mapToObj(i -> open()).toList();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Collection>> attempts = processes.stream()
                    .<Callable<Collection>>map(process -> () -> process.createCollection(collection, SETTINGS))
                    .toList();
            for (Future<Collection> attempt : executor.invokeAll(attempts)) {
                assertThat(attempt.get().settings()).isEqualTo(SETTINGS);
            }
        }
        processes.forEach(DocumentStore::close);

        store(store, collection, "one", "red");
        assertThat(texts(store, collection)).containsExactly("red");
    }

    private List<EmbeddedChunk> chunks(Document document, int count) {
        return IntStream.range(0, count)
                .mapToObj(ordinal -> chunk(document, ordinal, "word " + ordinal, 1, ordinal / 1000f, 0))
                .toList();
    }

    private String version() {
        return store.collection(collection).orElseThrow().version();
    }

    private DocumentRecords records(WeaviateConnection connection) {
        return new DocumentRecords(connection, new CollectionRecords(connection).require(collection));
    }

    private Edition edition(WeaviateConnection connection, Document document) {
        CollectionRecord record = new CollectionRecords(connection).require(collection);
        return new ChunkIndex(connection, record).largest(Upload.of(document)).orElseThrow();
    }

    private List<Hit> hits(WeaviateConnection connection, String words) {
        CollectionRecord record = new CollectionRecords(connection).require(collection);
        return new ChunkIndex(connection, record)
                .search(byWords(words), 10, List.of())
                .hits();
    }

    private List<Work> workOf(WeaviateConnection connection) {
        return new WorkList(connection)
                .all().stream()
                        .filter(work -> work.document().collection().equals(collection))
                        .toList();
    }

    private static void assertFails(ThrowingCallable call, String sentence) {
        assertThatThrownBy(call).isInstanceOfSatisfying(QuernException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
            assertThat(failure.service()).contains("weaviate");
            assertThat(failure.text()).contains(sentence);
        });
    }
}
