package dev.quern.retrieval.weaviate;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.byVector;
import static dev.quern.retrieval.StoredDocuments.chunk;
import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static dev.quern.retrieval.StoredDocuments.store;
import static dev.quern.retrieval.StoredDocuments.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Candidates;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentState;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.TestIndexing;
import io.weaviate.client6.v1.api.collections.Vectors;
import io.weaviate.client6.v1.api.collections.WeaviateObject;
import io.weaviate.client6.v1.api.collections.query.Filter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several processes that do the same, or die, on one Weaviate. */
@Tag("weaviate")
final class WeaviateProcessesTest {
    private static final CollectionSettings OTHER = CollectionSettings.of("other-model@2", 3);

    private static WeaviateServer server;

    private DocumentStore store;
    private DocumentStore other;
    private WeaviateConnection connection;
    private CollectionRecords records;
    private CollectionId collection;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        server = WeaviateServer.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void openStores() {
        store = new WeaviateDocumentStore(server.config());
        other = new WeaviateDocumentStore(server.config());
        connection = new WeaviateConnection(server.config());
        records = new CollectionRecords(connection);
        collection = newCollection();
        store.createCollection(collection, SETTINGS);
    }

    @AfterEach
    void closeStores() {
        connection.close();
        other.close();
        store.close();
    }

    @Test
    void mayIndexTheSameDocumentAtOnce() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 5; round++) {
                Document document = pending(collection, "one", 6);
                store.accept(document, DocumentText.of("text"));
                List<Callable<Boolean>> both = List.of(() -> index(store, document), () -> index(other, document));

                for (Future<Boolean> process : executor.invokeAll(both)) {
                    process.get();
                }

                assertThat(texts(store, collection)).containsExactlyInAnyOrderElementsOf(words(document));
                assertThat(other.document(document.id()).orElseThrow().state()).isEqualTo(DocumentState.READY);
                assertThat(store.unfinished()).doesNotContain(document.id());
                assertThat(texts(other, collection)).containsExactlyInAnyOrderElementsOf(words(document));
            }
        }
    }

    @Test
    void oneThatIsStillAtItTakesNothingFromWhatAnotherPublished() {
        Document document = pending(collection, "one", 6);
        store.accept(document, DocumentText.of("text"));
        other.addChunks(document, chunks(document, 0, 4));
        store.addChunks(document, chunks(document, 0, 6));
        store.publish(document.ready(6));

        new DocumentRecords(connection, records.require(collection)).updateProgress(document.indexing(4, 6));
        other.update(document.indexing(4, 6));
        assertThat(texts(store, collection)).containsExactlyInAnyOrderElementsOf(words(document));
        other.addChunks(document, chunks(document, 4, 6));
        assertThat(texts(store, collection)).containsExactlyInAnyOrderElementsOf(words(document));
        other.publish(document.ready(6));
        other.update(document.failed("too late"));

        assertThat(texts(store, collection)).containsExactlyInAnyOrderElementsOf(words(document));
        assertThat(store.document(document.id()).orElseThrow().state()).isEqualTo(DocumentState.READY);
    }

    @Test
    void whatADeadProcessWroteIsRemovedWhenNobodyCanPublishItAnyMore() {
        Document document = pending(collection, "one", 6);
        store.accept(document, DocumentText.of("text"));
        other.addChunks(document, chunks(document, 0, 4));
        store.addChunks(document, chunks(document, 0, 6));
        store.publish(document.ready(6));
        assertThat(store.unfinished()).doesNotContain(document.id());
        assertThat(chunksInWeaviate()).isEqualTo(10);
        List<Work> items = new WorkList(connection).of(collection);
        assertThat(items).extracting(Work::kind).containsExactly(Work.Kind.TIDY);

        Instant longAgo = Instant.now().minusSeconds(3600);
        new WorkList(connection)
                .begin(List.of(new Work(document.id(), Work.Kind.TIDY, document.generation(), longAgo)));
        assertThat(store.unfinished()).doesNotContain(document.id());

        assertThat(chunksInWeaviate()).isEqualTo(6);
        assertThat(texts(store, collection)).containsExactlyInAnyOrderElementsOf(words(document));
        assertThat(new WorkList(connection).of(collection)).isEmpty();
    }

    @Test
    void oneBeginsAnewWhereAnotherDied() {
        Document document = pending(collection, "one", 6);
        store.accept(document, DocumentText.of("text"));
        store.addChunks(document, chunks(document, 0, 4));

        index(other, document);

        assertThat(texts(store, collection)).containsExactlyInAnyOrderElementsOf(words(document));
        assertThat(store.collection(collection).orElseThrow().passages()).isEqualTo(6);
    }

    @Test
    void addsAgainWhatAnotherHadOnRecord() {
        CollectionId mills = newCollection();
        store.createCollection(mills, TestIndexing.SETTINGS);
        Document document = TestIndexing.accept(store, mills, "mill", 6);
        TestIndexing dead = new TestIndexing(other);
        dead.embeddings.beforeEmbedding = () -> {
            if (dead.embeddings.batches.size() == 1) {
                throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "away");
            }
        };
        assertUnavailable(() -> dead.index(document.id()));
        assertThat(store.document(document.id()).orElseThrow().chunksDone()).isEqualTo(4);
        TestIndexing indexing = new TestIndexing(store);

        indexing.index(document.id());

        assertThat(indexing.embeddings.batches).containsExactly(4, 2);
        assertThat(TestIndexing.found(store, document.id())).isEqualTo(TestIndexing.texts(6));
    }

    @Test
    void publishesNothingByHalves() {
        Document document = pending(collection, "one", 6);
        store.accept(document, DocumentText.of("text"));
        store.addChunks(document, chunks(document, 0, 4));
        store.update(document.indexing(4, 6));
        Document halfway = other.document(document.id()).orElseThrow();
        assertThat(store.kept(halfway)).isEqualTo(4);
        assertThat(other.kept(halfway)).isZero();
        other.addChunks(document, chunks(document, 4, 6));

        assertUnavailable(() -> other.publish(document.ready(6)));

        assertThat(texts(store, collection)).isEmpty();
        assertThat(store.document(document.id()).orElseThrow().isUnfinished()).isTrue();
        assertThat(store.document(document.id()).orElseThrow().chunksDone()).isZero();
        other.addChunks(document, chunks(document, 0, 6));
        other.publish(document.ready(6));
        assertThat(texts(store, collection)).containsExactlyInAnyOrderElementsOf(words(document));
    }

    @Test
    void keepsChunksThatAreOlderThanEditions() {
        Document document = store(store, collection, "one", "red", "green");
        CollectionRecord record = records.require(collection);
        takeEditionsAway(document, record);
        assertThat(texts(store, collection)).containsExactlyInAnyOrder("red", "green");
        WorkList work = new WorkList(connection);
        work.begin(document.id(), Work.Kind.INDEX, List.of(document.generation()));

        store.unfinished();
        assertThat(work.of(collection)).isEmpty();
        Instant longAgo = Instant.now().minusSeconds(3600);
        work.begin(List.of(new Work(document.id(), Work.Kind.TIDY, document.generation(), longAgo)));
        store.unfinished();

        assertThat(texts(store, collection)).containsExactlyInAnyOrder("red", "green");
        assertThat(work.of(collection)).isEmpty();
    }

    private void takeEditionsAway(Document document, CollectionRecord record) {
        WeaviateObjects chunks =
                WeaviateObjects.ofTenant(connection, new ChunkClass(record.settings()).name(), record.weaviateTenant());
        List<WeaviateObject<Map<String, Object>>> older =
                chunks.fetch(query -> query.limit(WeaviateObjects.MOST).includeVector()).stream()
                        .map(WeaviateProcessesTest::withoutEdition)
                        .toList();
        chunks.remove(Filter.property("document").eq(document.id().name()));
        chunks.put(older);
        WeaviateObjects.ofTenant(connection, Schema.DOCUMENTS, record.weaviateTenant())
                .merge(ObjectIds.of(document.id(), document.generation()), Map.of(Edition.PROPERTY, ""));
    }

    private static WeaviateObject<Map<String, Object>> withoutEdition(WeaviateObject<Map<String, Object>> chunk) {
        Map<String, Object> properties = new HashMap<>(chunk.properties());
        properties.remove(Edition.PROPERTY);
        properties.put("place", properties.get("upload") + "/" + properties.get("ordinal"));
        return WeaviateObject.of(object -> object.uuid(UUID.randomUUID().toString())
                .properties(properties)
                .vectors(Vectors.of(chunk.vectors().getDefaultSingle())));
    }

    @Test
    void finishesAReplacementThatADeadProcessLeftHalfDone() {
        store(store, collection, "one", "red");
        Document waiting = pending(collection.asSuccessor(), "waiting", 1);
        store.createCollection(collection.asSuccessor(), OTHER);
        store(store, collection.asSuccessor(), "one", "green");
        store.accept(waiting, DocumentText.of("text"));
        CollectionRecord before = records.require(collection);
        SuccessorRecord successor = records.successor(collection).orElseThrow().replacing(before);
        records.noteReplaced(successor);
        records.putInPlace(successor.record());

        assertThat(texts(other, collection)).containsExactly("green");
        assertThat(other.rebuilding()).doesNotContain(collection);
        // The first sweep hands the work over, the second finds it.
        other.unfinished();
        assertThat(other.unfinished()).contains(new DocumentId(collection, "waiting"));

        assertThat(records.successor(collection)).isEmpty();
        assertThat(isInWeaviate(before)).isFalse();
        assertThat(isInWeaviate(records.require(collection))).isTrue();
        assertThat(texts(other, collection)).containsExactly("green");
    }

    @Test
    void leavesTheCollectionAloneWhenALateCreatorMakesItsSuccessorAgain() {
        store.createCollection(collection.asSuccessor(), OTHER);
        CollectionRecord successor = records.require(collection.asSuccessor());
        store(store, collection.asSuccessor(), "one", "green");
        store.replace(collection, () -> {});

        records.addIfAbsent(successor);

        assertThat(store.rebuilding()).doesNotContain(collection);
        assertThat(store.deleteCollection(collection.asSuccessor())).isFalse();
        assertThat(store.unfinished()).noneMatch(id -> id.collection().equals(collection));
        assertThat(records.successor(collection)).isEmpty();
        assertThat(texts(store, collection)).containsExactly("green");
    }

    @Test
    void changesNothingWhileTheSignIsUp() {
        store(store, collection, "one", "red");
        store.createCollection(collection.asSuccessor(), OTHER);
        records.write(collection, new Sign("other", Instant.now()));

        assertUnavailable(() -> other.deleteCollection(collection.asSuccessor()));
        assertUnavailable(() -> other.replace(collection, () -> {}));
        assertThat(store.rebuilding()).contains(collection);
        assertThat(texts(store, collection)).containsExactly("red");
    }

    @Test
    void takesDocumentsWhenTheSignIsOfADeadProcess() {
        store(store, collection, "gone", "blue");
        records.write(collection, new Sign("dead", Instant.now().minus(Sign.LIFE)));

        store(store, collection, "one", "red");
        assertThat(store.delete(new DocumentId(collection, "gone"))).isPresent();
        store.createCollection(collection.asSuccessor(), OTHER);

        assertThat(texts(store, collection)).containsExactly("red");
        assertThat(store.replace(collection, () -> {})).isTrue();
    }

    @Test
    void aDeletionThatWasBegunBeforeIsDoneBeforeTheLastCopies() {
        Document document = store(store, collection, "one", "red");
        store.createCollection(collection.asSuccessor(), OTHER);
        new WorkList(connection).begin(document.id(), Work.Kind.DELETE, List.of(document.generation()));

        store.replace(
                collection, () -> assertThat(store.document(document.id())).isEmpty());

        assertThat(new WorkList(connection).ofBoth(collection)).isEmpty();
    }

    @Test
    void searchesFindAllOfTheOneOrAllOfTheOther() throws Exception {
        store(store, collection, "one", "red", "green");
        AtomicBoolean done = new AtomicBoolean();
        List<Candidates> seen = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> reader = executor.submit(() -> {
                while (!done.get()) {
                    seen.add(other.search(collection, byVector(1, 0, 0)));
                }
            });
            for (int round = 0; round < 4; round++) {
                store.createCollection(collection.asSuccessor(), OTHER);
                store(store, collection.asSuccessor(), "one", round + " a", round + " b");
                assertThat(store.replace(collection, () -> {})).isTrue();
            }
            done.set(true);
            reader.get();
        }

        assertThat(seen)
                .isNotEmpty()
                .allSatisfy(found -> assertThat(shown(found)).hasSize(2));
        // What is remembered under a version is what the version showed.
        assertThat(seen.stream()
                        .collect(Collectors.groupingBy(
                                Candidates::collectionVersion,
                                Collectors.mapping(WeaviateProcessesTest::shown, Collectors.toSet()))))
                .allSatisfy((_, shown) -> assertThat(shown).hasSize(1));
        assertThat(texts(store, collection)).containsExactlyInAnyOrder("3 a", "3 b");
    }

    @Test
    void goesOnAfterTheServerWasKilledInTheMiddleOfAReplacement() throws Exception {
        store(store, collection, "one", "red");
        store.createCollection(collection.asSuccessor(), OTHER);
        store(store, collection.asSuccessor(), "one", "green");

        assertUnavailable(() -> store.replace(collection, server::kill));
        server.startAgain();

        assertThat(texts(other, collection)).containsExactly("red");
        assertThat(other.rebuilding()).contains(collection);
        // As after a minute.
        records.write(collection, Sign.NONE);
        assertThat(other.replace(collection, () -> {})).isTrue();
        server.kill();
        server.startAgain();
        assertThat(texts(other, collection)).containsExactly("green");
        assertThat(other.rebuilding()).doesNotContain(collection);
    }

    private static boolean index(DocumentStore process, Document document) {
        process.update(document.indexing(0, 6));
        process.addChunks(document, chunks(document, 0, 3));
        process.update(document.indexing(3, 6));
        process.addChunks(document, chunks(document, 3, 6));
        process.publish(document.ready(6));
        return true;
    }

    private static List<EmbeddedChunk> chunks(Document document, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(ordinal -> chunk(document, ordinal, words(document).get(ordinal), 1, ordinal / 10f, 0))
                .toList();
    }

    private static List<String> words(Document document) {
        return IntStream.range(0, 6)
                .mapToObj(ordinal -> document.generation() + " " + ordinal)
                .toList();
    }

    private static List<String> shown(Candidates found) {
        return found.passages().stream().map(Passage::text).sorted().toList();
    }

    private int chunksInWeaviate() {
        CollectionRecord record = records.require(collection);
        return WeaviateObjects.ofTenant(connection, new ChunkClass(record.settings()).name(), record.weaviateTenant())
                .all()
                .size();
    }

    private boolean isInWeaviate(CollectionRecord record) {
        return connection.callRest(
                client -> client.collections.use(Schema.DOCUMENTS).tenants.exists(record.weaviateTenant())
                        || client.collections
                                .use(new ChunkClass(record.settings()).name())
                                .tenants
                                .exists(record.weaviateTenant()));
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
    }
}
