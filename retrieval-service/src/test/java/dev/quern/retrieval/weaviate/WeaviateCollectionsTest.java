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
import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.Chunking;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Distance;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentHeader;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.FieldType;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.IndexProfile;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.Place;
import dev.quern.retrieval.SearchQuery;
import dev.quern.retrieval.Ulids;
import dev.quern.retrieval.Value;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Collections in Weaviate beyond what every store does with them. */
@Tag("weaviate")
final class WeaviateCollectionsTest {
    private static WeaviateServer server;

    private DocumentStore store;
    private WeaviateConnection connection;
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
    void openStore() {
        store = new WeaviateDocumentStore(server.config());
        connection = new WeaviateConnection(server.config());
        collection = newCollection();
    }

    @AfterEach
    void closeStore() {
        connection.close();
        store.close();
    }

    @Test
    void finishesTheDeletionOfACollectionThatADeadProcessBegan() {
        CollectionRecord deleted = filled();
        records().markDeleted(deleted);

        assertThat(store.collection(collection)).isEmpty();
        assertThat(store.collections(collection.tenant(), 10, Optional.empty()).items())
                .isEmpty();
        assertThat(store.unfinished()).noneMatch(id -> id.collection().equals(collection));

        assertThat(records().deleted(collection)).isEmpty();
        assertThat(isInWeaviate(deleted)).isFalse();
        assertThat(workOf(collection)).isEmpty();
    }

    @Test
    void finishesTheDeletionOfACollectionWhoseObjectsAreGoneAlready() {
        CollectionRecord deleted = filled();
        records().markDeleted(deleted);
        new CollectionRemoval(connection, records()).remove(collection, Home.of(deleted));

        assertThat(store.unfinished()).noneMatch(id -> id.collection().equals(collection));

        assertThat(records().deleted(collection)).isEmpty();
        assertThat(workOf(collection)).isEmpty();
    }

    @Test
    void makesAnEmptyCollectionInThePlaceOfOneThatIsHalfDeleted() {
        CollectionRecord deleted = filled();
        records().markDeleted(deleted);

        store.createCollection(collection, SETTINGS);

        assertThat(texts(store, collection)).isEmpty();
        assertThat(store.document(new DocumentId(collection, "ready"))).isEmpty();
        assertThat(store.document(new DocumentId(collection, "waiting"))).isEmpty();
        assertThat(store.unfinished()).noneMatch(id -> id.collection().equals(collection));
        assertThat(isInWeaviate(deleted)).isFalse();
        store(store, collection, "ready", "green");
        assertThat(texts(store, collection)).containsExactly("green");
    }

    @Test
    void findsWhatWasStoredBeforeALateCreatorOverwroteTheRecord() {
        store.createCollection(collection, SETTINGS);
        Document stored = pending(collection, "stored", 1);
        store.accept(stored, DocumentText.of("text"));
        CollectionRecord mine = records().require(collection);

        // What another process that found no record either would write now.
        CollectionRecord late = new CollectionRecord(
                collection, records().nextIncarnation(collection), SETTINGS, Ulids.next(), Instant.now(), Sign.NONE);
        WeaviateObjects.withoutTenants(connection, Schema.COLLECTIONS).put(ObjectIds.of(collection), late.properties());

        assertThat(late.version()).isNotEqualTo(mine.version());
        assertThat(store.document(stored.id())).isPresent();
    }

    @Test
    void everyIncarnationHasANumberOfItsOwn() {
        List<String> incarnations = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            store.createCollection(collection, SETTINGS);
            incarnations.add(records().require(collection).incarnation());
            store.deleteCollection(collection);
        }

        assertThat(incarnations).containsExactly("1", "2", "3");
        assertThat(store.collections(collection.tenant(), 10, Optional.empty()).items())
                .isEmpty();
    }

    @Test
    void leavesACollectionAloneThatWasMadeInThePlaceOfADeletedOne() {
        CollectionRecord deleted = filled();
        store.deleteCollection(collection);
        store.createCollection(collection, SETTINGS);
        store(store, collection, "ready", "green");

        // A process that was slow to finish the deletion.
        new CollectionRemoval(connection, records()).finishDeletion(deleted);

        assertThat(texts(store, collection)).containsExactly("green");
    }

    @Test
    void aWorkerThatKnowsNothingOfTheDeletionLeavesNothingBehind() {
        store.createCollection(collection, SETTINGS);
        Document late = pending(collection, "late", 1);
        store.accept(late, DocumentText.of("late"));
        store.deleteCollection(collection);

        takeAllTheWay(late);
        assertThat(store.collection(collection)).isEmpty();

        store.createCollection(collection, SETTINGS);
        takeAllTheWay(late);
        assertThat(texts(store, collection)).isEmpty();
        assertThat(store.document(late.id())).isEmpty();
        assertThat(store.text(late.id()).map(DocumentText::whole)).isEmpty();
    }

    @Test
    void tellsReadersOfACollectionThatIsBeingDeletedThatThereIsNone() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5; i++) {
                CollectionId id = newCollection();
                store.createCollection(id, SETTINGS);
                store(store, id, "one", "red");
                CountDownLatch searched = new CountDownLatch(1);
                Future<QuernException> reader = executor.submit(() -> {
                    while (true) {
                        try {
                            store.search(id, byVector(1, 0, 0));
                            searched.countDown();
                        } catch (QuernException failure) {
                            return failure;
                        }
                    }
                });
                searched.await();

                store.deleteCollection(id);

                assertThat(reader.get().code()).isEqualTo(ErrorCode.NOT_FOUND);
            }
        }
    }

    @Test
    void refusesMoreNumbersAndTimesThanThereArePlaces() {
        Map<String, FieldType> nine = IntStream.range(0, 9)
                .boxed()
                .collect(Collectors.toMap(i -> "f" + i, i -> i % 2 == 0 ? FieldType.NUMBER : FieldType.TIME));

        assertThatThrownBy(() -> store.createCollection(collection, settings(IndexProfile.HNSW, nine)))
                .isInstanceOfSatisfying(QuernException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(failure.field()).contains("fields");
                    assertThat(failure.text()).contains("at most 8").contains("not 9");
                });
        assertThat(store.collection(collection)).isEmpty();
    }

    @Test
    void keepsEveryNumberInAPlaceOfItsOwn() {
        Map<String, FieldType> eight =
                IntStream.range(0, 8).boxed().collect(Collectors.toMap(i -> "f" + i, i -> FieldType.NUMBER));
        store.createCollection(collection, settings(IndexProfile.HNSW, eight));
        Map<String, Value> values =
                IntStream.range(0, 8).boxed().collect(Collectors.toMap(i -> "f" + i, i -> new Value.Numeric(i)));
        publish(pending(collection, "one", 1, header(List.of(), values)), "red");

        for (int field = 0; field < 8; field++) {
            for (int value = 0; value < 8; value++) {
                Filter filter =
                        new Filter.In(Field.declared("f" + field, FieldType.NUMBER), List.of(new Value.Numeric(value)));
                assertThat(store.count(collection, filter))
                        .describedAs("f%d = %d", field, value)
                        .isEqualTo(field == value ? 1 : 0);
            }
        }
    }

    @Test
    void saysWhichProfileItDoesOtherwise() {
        for (IndexProfile profile : IndexProfile.values()) {
            CollectionId id = new CollectionId(collection.tenant(), profile.name());
            List<String> remarks =
                    store.createCollection(id, settings(profile, Map.of())).remarks();

            if (profile == IndexProfile.AUTOMATIC) {
                assertThat(remarks).singleElement().asString().contains("`hnsw`");
            } else {
                assertThat(remarks).isEmpty();
            }
        }
    }

    @Test
    void asksWeaviateForTheIndexThatTheProfileNames() throws Exception {
        Map<IndexProfile, List<String>> expected = Map.of(
                IndexProfile.AUTOMATIC,
                List.of(
                        "\"vectorIndexType\":\"hnsw\"",
                        "\"maxConnections\":32",
                        "\"efConstruction\":200",
                        "\"ef\":100"),
                IndexProfile.HNSW,
                List.of("\"vectorIndexType\":\"hnsw\"", "\"distance\":\"dot\"", "\"skipDefaultQuantization\":true"),
                IndexProfile.EXACT,
                List.of("\"vectorIndexType\":\"flat\"", "\"distance\":\"dot\"", "\"skipDefaultQuantization\":true"),
                IndexProfile.MEMORY_CONSTRAINED,
                List.of("\"vectorIndexType\":\"hnsw\"", "\"rq\":{\"bits\":8,\"enabled\":true,\"rescoreLimit\":20}"));
        for (IndexProfile profile : IndexProfile.values()) {
            CollectionSettings settings =
                    new CollectionSettings("test-model@1", 3, Distance.DOT, profile, Map.of(), Chunking.USUAL);
            store.createCollection(new CollectionId(collection.tenant(), profile.name()), settings);

            assertThat(server.schemaOf(new ChunkClass(settings).name()))
                    .describedAs(profile.name())
                    .contains(expected.getOrDefault(profile, List.of()).toArray(String[]::new));
        }
    }

    @Test
    void countsWhatAnotherProcessPublished() {
        store.createCollection(collection, SETTINGS);
        assertThat(store.collection(collection).orElseThrow().passages()).isZero();
        try (DocumentStore other = new WeaviateDocumentStore(server.config())) {
            store(other, collection, "one", "red", "green");
            assertThat(store.collection(collection).orElseThrow().passages()).isEqualTo(2);

            other.delete(new DocumentId(collection, "one"));
            assertThat(store.collection(collection).orElseThrow().passages()).isZero();
            assertThat(store.collection(collection).orElseThrow().bytes()).isZero();
        }
    }

    @Test
    void passesOverWorkThatItDoesNotUnderstand() {
        store.createCollection(collection, SETTINGS);
        Document document = pending(collection, "one", 0);
        store.accept(document, DocumentText.of("text"));
        WeaviateObjects work = WeaviateObjects.withoutTenants(connection, Schema.WORK);
        UUID odd = UUID.randomUUID();
        work.put(odd, Map.of("tenant", collection.tenant(), "kind", "JUGGLE", "since", "yesterday"));
        try {
            assertThat(store.unfinished()).contains(document.id());
            assertThat(work.get(odd)).isPresent();
        } finally {
            work.remove(
                    io.weaviate.client6.v1.api.collections.query.Filter.uuid().eq(odd.toString()));
        }
    }

    @Test
    void givesAChunkUpThatWeaviateWillNeverTake() {
        store.createCollection(collection, SETTINGS);
        store(store, collection, "one", "red");
        Document odd = pending(collection, "odd", 1);
        store.accept(odd, DocumentText.of("text"));

        assertThatThrownBy(() -> store.addChunks(odd, List.of(chunk(odd, 0, "five", 1, 2, 3, 4, 5))))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL));
    }

    @Test
    void aDocumentWasUpdatedWhenItsGenerationWasAccepted() {
        store.createCollection(collection, SETTINGS);
        Document document = publish(pending(collection, "one", 1), "red");
        Instant accepted = document.createdAt();
        Filter before =
                new Filter.Range(Field.UPDATED_AT, Filter.Comparison.LESS, new Value.Time(accepted.minusSeconds(3600)));
        Filter after = new Filter.Range(
                Field.UPDATED_AT, Filter.Comparison.GREATER, new Value.Time(accepted.plusSeconds(3600)));
        Document next = pending(collection, "two", 1);
        store.accept(next, DocumentText.of("text"));

        store.update(withUpdate(next.indexing(1, 2), accepted.plusSeconds(7200)));

        assertThat(names(Optional.of(after))).isEmpty();
        assertThat(names(Optional.of(before))).isEmpty();
        assertThat(names(Optional.of(new Filter.Not(after)))).containsExactly("two", "one");
    }

    @Test
    void listsDocumentsByTheirLatestGenerationOnly() {
        store.createCollection(collection, SETTINGS);
        for (String name : List.of("one", "two", "three")) {
            publish(pending(collection, name, 1, header(List.of("old"), Map.of())), name);
        }
        Document next = pending(collection, "two", 1, header(List.of("new"), Map.of()));
        store.accept(next, DocumentText.of("text"));

        assertThat(names(Optional.of(tagged("old")))).containsExactly("three", "one");
        assertThat(names(Optional.of(tagged("new")))).containsExactly("two");
        assertThat(names(Optional.empty())).containsExactly("two", "three", "one");
        // What is searchable is another matter: the old generation stays so until the new one is published.
        assertThat(store.search(collection, byVector(1, 0, 0).filtered(tagged("old")))
                        .passages())
                .hasSize(3);
    }

    @Test
    void showsAtAPlaceWhatIsPublishedThere() {
        store.createCollection(collection, SETTINGS);
        publish(pending(collection, "one", 1), "old");
        Document next = pending(collection, "one", 1);
        store.accept(next, DocumentText.of("text"));
        store.addChunks(next, List.of(chunk(next, 0, "new", 1, 0, 0)));

        assertThat(at(new Place("one", 0))).containsExactly("old");
        store.publish(next.ready(1));
        assertThat(at(new Place("one", 0))).containsExactly("new");
    }

    @Test
    void ordersPassagesThatFitAlikeByTheirPlaces() {
        store.createCollection(collection, SETTINGS);
        for (String name : List.of("c", "a", "b")) {
            store(store, collection, name, "word " + name + "0", "word " + name + "1");
        }

        for (float alpha : new float[] {0, 1}) {
            assertThat(store.search(collection, SearchQuery.of("word", new float[] {1, 0, 0}, 10, alpha))
                            .passages())
                    .extracting(passage -> passage.text())
                    .containsExactly("word a0", "word a1", "word b0", "word b1", "word c0", "word c1");
        }
    }

    /** A collection with a document that is searchable and one that is not yet. */
    private CollectionRecord filled() {
        store.createCollection(collection, SETTINGS);
        store(store, collection, "ready", "red");
        Document waiting = pending(collection, "waiting", 1);
        store.accept(waiting, DocumentText.of("text"));
        store.addChunks(waiting, List.of(chunk(waiting, 0, "waiting", 1, 0, 0)));
        return records().require(collection);
    }

    private Document publish(Document document, String text) {
        store.accept(document, DocumentText.of(text));
        store.addChunks(document, List.of(chunk(document, 0, text, 1, 0, 0)));
        store.publish(document.ready(1));
        return document;
    }

    private void takeAllTheWay(Document document) {
        store.addChunks(document, List.of(chunk(document, 0, "late", 1, 0, 0)));
        store.update(document.indexing(1, 1));
        store.publish(document.ready(1));
    }

    private List<String> names(Optional<Filter> filter) {
        List<String> names = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Document> page = store.documents(collection, filter, Set.of(), 1, next);
            page.items().forEach(document -> names.add(document.id().name()));
            next = page.next();
        } while (next.isPresent());
        return names;
    }

    private List<String> at(Place place) {
        return store.passages(collection, Set.of(place)).stream()
                .map(Candidate::passage)
                .map(passage -> passage.text())
                .toList();
    }

    private CollectionRecords records() {
        return new CollectionRecords(connection);
    }

    private List<Work> workOf(CollectionId id) {
        return new WorkList(connection).of(id);
    }

    private boolean isInWeaviate(CollectionRecord record) {
        return connection.callRest(
                client -> client.collections.use(Schema.DOCUMENTS).tenants.exists(record.weaviateTenant())
                        || client.collections
                                .use(new ChunkClass(record.settings()).name())
                                .tenants
                                .exists(record.weaviateTenant()));
    }

    private static Document withUpdate(Document document, Instant updatedAt) {
        return new Document(
                document.id(),
                document.header(),
                document.state(),
                document.reason(),
                document.generation(),
                document.contentHash(),
                document.chunksDone(),
                document.chunksTotal(),
                document.characters(),
                document.createdAt(),
                updatedAt);
    }

    private static Filter tagged(String tag) {
        return new Filter.In(Field.TAGS, List.of(new Value.Text(tag)));
    }

    private static DocumentHeader header(List<String> tags, Map<String, Value> metadata) {
        return new DocumentHeader("", "", "text/plain", tags, "", metadata);
    }

    private static CollectionSettings settings(IndexProfile profile, Map<String, FieldType> fields) {
        return new CollectionSettings("test-model@1", 3, Distance.COSINE, profile, fields, Chunking.USUAL);
    }
}
