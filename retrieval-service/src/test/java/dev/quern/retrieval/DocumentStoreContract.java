package dev.quern.retrieval;

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
import static org.assertj.core.api.Assertions.within;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link DocumentStore} does. Every test works in a tenant of its own, so a server may be shared. */
public abstract class DocumentStoreContract {
    protected DocumentStore store;
    protected CollectionId collection;

    /** Opens the store on the state of this test: what was written before is there. */
    protected abstract DocumentStore open() throws Exception;

    /** Ends the store, however the adapter's test likes, and opens it again. */
    protected DocumentStore reopen(DocumentStore running) throws Exception {
        running.close();
        return open();
    }

    @BeforeEach
    void openStore() throws Exception {
        store = open();
        collection = newCollection();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void isFitForWork() {
        store.check();
    }

    @Test
    void knowsNothingOfACollectionThatWasNotMade() {
        DocumentId id = new DocumentId(collection, "one");

        assertThat(store.collection(collection)).isEmpty();
        assertThat(store.document(id)).isEmpty();
        assertThat(store.text(id).map(DocumentText::whole)).isEmpty();
        assertThat(store.delete(id)).isEmpty();
        assertThatThrownBy(() -> store.search(collection, byVector(1, 0, 0)))
                .isInstanceOfSatisfying(QuernException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
                    assertThat(failure.field()).contains("collection");
                });
    }

    @Test
    void keepsTheSettingsThatACollectionWasMadeWith() throws Exception {
        Collection made = store.createCollection(collection, SETTINGS);
        Collection again = store.createCollection(collection, CollectionSettings.of("other@2", 7));
        store = reopen(store);

        assertThat(made.settings()).isEqualTo(SETTINGS);
        assertThat(made.version()).isNotBlank();
        assertThat(again).isEqualTo(made);
        assertThat(store.collection(collection)).contains(made);
    }

    @Test
    void findsNothingInAnEmptyCollection() {
        store.createCollection(collection, SETTINGS);

        assertThat(store.search(collection, byVector(1, 0, 0)).passages()).isEmpty();
        assertThat(store.search(collection, byWords("anything")).passages()).isEmpty();
    }

    @Test
    void keepsAnAcceptedDocumentAndItsWholeText() throws Exception {
        store.createCollection(collection, SETTINGS);
        Document document = pending(collection, "long", 0);
        String text = "Grüße, 世界 🌾\n".repeat(200_000);

        store.accept(document, DocumentText.of(text));
        store = reopen(store);

        assertThat(store.document(document.id())).contains(document);
        assertThat(store.text(document.id()).map(DocumentText::whole)).contains(text);
    }

    @Test
    void keepsTheTextThatWasAcceptedLast() {
        store.createCollection(collection, SETTINGS);
        store.accept(pending(collection, "one", 0), DocumentText.of("first ".repeat(400_000)));
        store.accept(pending(collection, "one", 0), DocumentText.of("second"));

        assertThat(store.text(new DocumentId(collection, "one")).map(DocumentText::whole))
                .contains("second");
    }

    @Test
    void showsNothingBeforeItIsPublishedAndEverythingAfter() throws Exception {
        store.createCollection(collection, SETTINGS);
        Document document = pending(collection, "one", 2);
        store.accept(document, DocumentText.of("red green"));
        store.addChunks(document, List.of(chunk(document, 0, "red", 1, 0, 0)));
        store.addChunks(document, List.of(chunk(document, 1, "green", 0, 1, 0)));

        assertThat(texts(store, collection)).isEmpty();
        assertThat(store.search(collection, byWords("red")).passages()).isEmpty();

        store.publish(document.ready(2));
        store = reopen(store);

        assertThat(texts(store, collection)).containsExactly("red", "green");
        assertThat(store.document(document.id()).orElseThrow().state()).isEqualTo(DocumentState.READY);
        Collection now = store.collection(collection).orElseThrow();
        assertThat(now.documents()).isEqualTo(1);
        assertThat(now.passages()).isEqualTo(2);
    }

    @Test
    void tellsWhereAPassageComesFrom() {
        store.createCollection(collection, SETTINGS);
        Document document = store(store, collection, "one", "red", "green");

        Passage passage = store.search(collection, byWords("green")).passages().getFirst();

        EmbeddedChunk stored = chunk(document, 1, "green", 1, 0, 0);
        assertThat(passage.chunkId()).isEqualTo(stored.chunk().id());
        assertThat(passage.location()).isEqualTo(stored.chunk().location());
        assertThat(passage.documentId()).isEqualTo("one");
        assertThat(passage.title()).isEqualTo("Title of one");
    }

    @Test
    void everyStepMayBeRepeated() {
        store.createCollection(collection, SETTINGS);
        Document document = pending(collection, "one", 2);
        List<EmbeddedChunk> chunks = List.of(chunk(document, 0, "red", 1, 0, 0), chunk(document, 1, "green", 1, 0, 0));
        store.accept(document, DocumentText.of("red green"));
        store.accept(document, DocumentText.of("red green"));
        store.addChunks(document, chunks);
        store.addChunks(document, chunks);
        store.publish(document.ready(2));
        store.publish(document.ready(2));

        assertThat(texts(store, collection)).containsExactlyInAnyOrder("red", "green");
        assertThat(store.collection(collection).orElseThrow().passages()).isEqualTo(2);
        assertThat(store.collection(collection).orElseThrow().documents()).isEqualTo(1);
    }

    @Test
    void leavesWhatIsPublishedAsItIs() {
        store.createCollection(collection, SETTINGS);
        Document document = store(store, collection, "one", "red");

        store.addChunks(document, List.of(chunk(document, 0, "late", 1, 0, 0), chunk(document, 1, "late", 1, 0, 0)));

        assertThat(texts(store, collection)).containsExactly("red");
    }

    @Test
    void keepsTheOldGenerationSearchableUntilTheNewOneIsPublished() throws Exception {
        store.createCollection(collection, SETTINGS);
        store(store, collection, "one", "old 0", "old 1", "old 2");
        Document next = pending(collection, "one", 2);
        store.accept(next, DocumentText.of("new"));
        store.addChunks(next, List.of(chunk(next, 0, "new 0", 1, 0, 0), chunk(next, 1, "new 1", 1, 0, 0)));
        store.update(next.indexing(2, 2));
        store = reopen(store);

        assertThat(texts(store, collection)).containsExactlyInAnyOrder("old 0", "old 1", "old 2");

        store.publish(next.ready(2));

        assertThat(texts(store, collection)).containsExactlyInAnyOrder("new 0", "new 1");
        assertThat(store.search(collection, byWords("old")).passages()).isEmpty();
        assertThat(store.collection(collection).orElseThrow().passages()).isEqualTo(2);
        assertThat(store.collection(collection).orElseThrow().documents()).isEqualTo(1);
    }

    @Test
    void publishesAllOfADocumentThatWasInterruptedInTheMiddle() throws Exception {
        store.createCollection(collection, TestIndexing.SETTINGS);
        Document document = TestIndexing.accept(store, collection, "mill", 30);
        TestIndexing interrupted = new TestIndexing(store);
        interrupted.embeddings.beforeEmbedding = () -> {
            if (interrupted.embeddings.batches.size() == 3) {
                throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "away");
            }
        };
        assertThatThrownBy(() -> interrupted.index(document.id())).isInstanceOf(QuernException.class);
        assertThat(store.document(document.id()).orElseThrow().chunksDone()).isEqualTo(3 * TestIndexing.BATCH);
        store = reopen(store);

        new TestIndexing(store).index(document.id());

        assertThat(store.document(document.id()).orElseThrow().state()).isEqualTo(DocumentState.READY);
        assertThat(TestIndexing.found(store, document.id())).isEqualTo(TestIndexing.texts(30));
        assertThat(store.collection(collection).orElseThrow().passages()).isEqualTo(30);
    }

    @Test
    void goesOnWhereItGotToInTheSameProcess() {
        store.createCollection(collection, TestIndexing.SETTINGS);
        Document document = TestIndexing.accept(store, collection, "mill", 10);
        TestIndexing indexing = new TestIndexing(store);
        indexing.embeddings.beforeEmbedding = () -> {
            if (indexing.embeddings.batches.size() == 1) {
                indexing.embeddings.beforeEmbedding = () -> {};
                throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "away");
            }
        };
        assertThatThrownBy(() -> indexing.index(document.id())).isInstanceOf(QuernException.class);

        indexing.index(document.id());

        assertThat(indexing.embeddings.batches).containsExactly(4, 4, 2);
        assertThat(TestIndexing.found(store, document.id())).isEqualTo(TestIndexing.texts(10));
    }

    @Test
    void showsNothingOfAnEarlierCuttingThatWasLonger() throws Exception {
        store.createCollection(collection, SETTINGS);
        Document document = pending(collection, "one", 4);
        store.accept(document, DocumentText.of("text"));
        store.addChunks(
                document,
                List.of(
                        chunk(document, 0, "old 0", 1, 0, 0),
                        chunk(document, 1, "old 1", 1, 0, 0),
                        chunk(document, 2, "old 2", 1, 0, 0),
                        chunk(document, 3, "old 3", 1, 0, 0)));
        store.update(document.indexing(4, 4));

        store.addChunks(document, List.of(chunk(document, 0, "new 0", 1, 0, 0), chunk(document, 1, "new 1", 1, 0, 0)));
        store.publish(document.ready(2));
        store = reopen(store);

        assertThat(texts(store, collection)).containsExactlyInAnyOrder("new 0", "new 1");
        assertThat(store.collection(collection).orElseThrow().passages()).isEqualTo(2);
    }

    @Test
    void keepsTheOldGenerationSearchableWhenTheNewOneFails() {
        store.createCollection(collection, SETTINGS);
        store(store, collection, "one", "old");
        Document next = pending(collection, "one", 1);
        store.accept(next, DocumentText.of("new"));
        store.addChunks(next, List.of(chunk(next, 0, "new", 1, 0, 0)));

        store.update(next.failed("It could not be read."));

        assertThat(texts(store, collection)).containsExactly("old");
        Document now = store.document(next.id()).orElseThrow();
        assertThat(now.state()).isEqualTo(DocumentState.FAILED);
        assertThat(now.reason()).isEqualTo("It could not be read.");
    }

    @Test
    void forgetsAGenerationThatWasReplacedBeforeItWasPublished() {
        store.createCollection(collection, SETTINGS);
        Document first = pending(collection, "one", 1);
        store.accept(first, DocumentText.of("first"));
        store.addChunks(first, List.of(chunk(first, 0, "first", 1, 0, 0)));
        Document second = pending(collection, "one", 1);
        store.accept(second, DocumentText.of("second"));

        store.addChunks(first, List.of(chunk(first, 0, "first", 1, 0, 0)));
        store.update(first.failed("too late"));
        store.publish(first.ready(1));

        assertThat(texts(store, collection)).isEmpty();
        assertThat(store.document(second.id())).contains(second);
        store.addChunks(second, List.of(chunk(second, 0, "second", 1, 0, 0)));
        store.publish(second.ready(1));
        assertThat(texts(store, collection)).containsExactly("second");
    }

    @Test
    void aDeletedDocumentNeverComesBack() throws Exception {
        store.createCollection(collection, SETTINGS);
        store(store, collection, "other", "other");
        Document ready = store(store, collection, "one", "red");
        Document late = pending(collection, "one", 1);
        store.accept(late, DocumentText.of("late"));
        store.addChunks(late, List.of(chunk(late, 0, "late", 1, 0, 0)));

        assertThat(store.delete(ready.id())).isPresent();
        store.addChunks(late, List.of(chunk(late, 0, "late", 1, 0, 0)));
        store.update(late.indexing(1, 1));
        store.publish(late.ready(1));
        store.publish(ready.ready(1));
        store = reopen(store);

        assertThat(texts(store, collection)).containsExactly("other");
        assertThat(store.document(ready.id())).isEmpty();
        assertThat(store.text(ready.id()).map(DocumentText::whole)).isEmpty();
        assertThat(store.delete(ready.id())).isEmpty();
        assertThat(ours(store.unfinished())).isEmpty();
        assertThat(store.collection(collection).orElseThrow().documents()).isEqualTo(1);
        assertThat(store.collection(collection).orElseThrow().passages()).isEqualTo(1);
    }

    @Test
    void aDeletedDocumentMayBeUploadedAgain() {
        store.createCollection(collection, SETTINGS);
        Document first = store(store, collection, "one", "red");
        store.delete(first.id());

        store(store, collection, "one", "green");

        assertThat(texts(store, collection)).containsExactly("green");
    }

    @Test
    void givesTheCollectionANewVersionAtEveryVisibleChange() throws Exception {
        List<String> versions = new ArrayList<>();
        versions.add(store.createCollection(collection, SETTINGS).version());
        Document one = store(store, collection, "one", "red");
        versions.add(version());
        store(store, collection, "two", "green");
        versions.add(version());
        store(store, collection, "one", "blue");
        versions.add(version());
        versions.add(store.delete(one.id()).orElseThrow());

        assertThat(versions).doesNotHaveDuplicates().allMatch(version -> version.length() == 26);
        assertThat(version()).isEqualTo(versions.getLast());
        assertThat(store.search(collection, byVector(1, 0, 0)).collectionVersion())
                .isEqualTo(versions.getLast());
        store = reopen(store);
        assertThat(version()).isEqualTo(versions.getLast());
    }

    @Test
    void listsUnfinishedDocumentsOldestFirst() throws Exception {
        CollectionId second = new CollectionId(collection.tenant(), "second");
        store.createCollection(collection, SETTINGS);
        store.createCollection(second, SETTINGS);
        Document one = pending(collection, "one", 0);
        Document two = pending(second, "two", 0);
        Document three = pending(collection, "three", 0);
        Document four = pending(collection, "four", 0);
        for (Document document : List.of(one, two, three, four)) {
            store.accept(document, DocumentText.of("text"));
        }
        store(store, collection, "ready", "ready");
        store.update(three.failed("broken"));
        store.update(four.indexing(1, 2));
        store = reopen(store);

        assertThat(ours(store.unfinished())).containsExactly(one.id(), two.id(), four.id());
    }

    @Test
    void ordersByCosineWhenOnlyVectorsCount() {
        store.createCollection(collection, SETTINGS);
        Document document = pending(collection, "one", 3);
        store.accept(document, DocumentText.of("text"));
        store.addChunks(
                document,
                List.of(
                        chunk(document, 0, "far", 0, 0, 1),
                        chunk(document, 1, "near", .8f, .6f, 0),
                        chunk(document, 2, "same", 1, 0, 0)));
        store.publish(document.ready(3));

        List<Passage> found = store.search(collection, byVector(1, 0, 0)).passages();

        assertThat(found).extracting(Passage::text).containsExactly("same", "near", "far");
        assertThat(found.get(0).similarity().orElseThrow()).isCloseTo(1f, within(.001f));
        assertThat(found.get(1).similarity().orElseThrow()).isCloseTo(.8f, within(.001f));
        assertThat(found.get(2).similarity().orElseThrow()).isCloseTo(0f, within(.001f));
        assertThat(found).allSatisfy(passage -> assertThat(passage.score()).isBetween(0f, 1f));
    }

    @Test
    void findsWordsWhenOnlyKeywordsCount() {
        store.createCollection(collection, SETTINGS);
        store(store, collection, "one", "The miller grinds grain.", "A river runs by the village.");

        List<Passage> found = store.search(collection, byWords("Which grain?")).passages();

        assertThat(found).extracting(Passage::text).containsExactly("The miller grinds grain.");
        assertThat(found.getFirst().similarity()).isEmpty();
        assertThat(found.getFirst().score()).isBetween(0f, 1f);
    }

    @Test
    void takesAQueryAsPlainWords() {
        store.createCollection(collection, SETTINGS);
        store(store, collection, "one", "red AND green OR blue", "yellow");

        for (String words : List.of(
                "green) OR (*:*", "\"green", "green^4~2", "green && {!}", "[green TO *]", "\\green", "+green -\"")) {
            assertThat(store.search(collection, byWords(words)).passages())
                    .describedAs(words)
                    .extracting(Passage::text)
                    .containsExactly("red AND green OR blue");
        }
        assertThat(store.search(collection, byWords("*:*")).passages()).isEmpty();
        assertThat(store.search(collection, byWords("word ".repeat(500) + longWords()))
                        .passages())
                .isEmpty();
    }

    @Test
    void weighsVectorsAgainstKeywords() {
        store.createCollection(collection, SETTINGS);
        Document document = pending(collection, "one", 4);
        store.accept(document, DocumentText.of("text"));
        String rambling = "mill and then a great many other words about the weather, the road and the people";
        store.addChunks(
                document,
                List.of(
                        chunk(document, 0, "mill mill mill", 0, 0, 1),
                        chunk(document, 1, "flour and bread", 1, 0, 0),
                        chunk(document, 2, "a mill by the river", .8f, .6f, 0),
                        chunk(document, 3, rambling, 0, .1f, .99f)));
        store.publish(document.ready(4));

        List<Passage> balanced =
                store.search(collection, SearchQuery.of("mill", unit(), 4, .5f)).passages();
        List<Passage> mostlyWords =
                store.search(collection, SearchQuery.of("mill", unit(), 4, .1f)).passages();

        assertThat(balanced.getFirst().text()).isEqualTo("a mill by the river");
        assertThat(mostlyWords.getFirst().text()).isEqualTo("mill mill mill");
        assertThat(mostlyWords.getFirst().similarity().orElseThrow()).isCloseTo(0f, within(.001f));
        assertThat(balanced).extracting(Passage::score).isSortedAccordingTo((a, b) -> Float.compare(b, a));
        assertThat(balanced).allSatisfy(passage -> assertThat(passage.score()).isBetween(0f, 1f));
    }

    @Test
    void givesNoMoreThanTheLimit() {
        store.createCollection(collection, SETTINGS);
        store(store, collection, "one", "word 1", "word 2", "word 3", "word 4");

        for (float alpha : new float[] {0, .7f, 1}) {
            assertThat(store.search(collection, SearchQuery.of("word", unit(), 3, alpha))
                            .passages())
                    .hasSize(3)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void neverShowsHalfOfAGenerationOrTwoOfThem() throws Exception {
        store.createCollection(collection, SETTINGS);
        store(store, collection, "one", "generation0 a", "generation0 b", "generation0 c");
        AtomicBoolean done = new AtomicBoolean();
        List<List<String>> seen = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> reader = executor.submit(() -> {
                while (!done.get()) {
                    seen.add(texts(store, collection));
                }
            });
            for (int i = 1; i <= 20; i++) {
                String text = "generation" + i;
                store(store, collection, "one", text + " a", text + " b", text + " c");
            }
            done.set(true);
            reader.get();
        }

        assertThat(seen).isNotEmpty().allSatisfy(texts -> {
            assertThat(texts).hasSize(3);
            assertThat(texts.stream().map(text -> text.split(" ", -1)[0]).distinct())
                    .hasSize(1);
        });
    }

    @Test
    void keepsEveryTenantAndEveryCollectionToItself() throws Exception {
        Random random = new Random(20260101);
        List<CollectionId> collections = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String tenant = newCollection().tenant();
            collections.add(new CollectionId(tenant, "a"));
            collections.add(new CollectionId(tenant, "b"));
        }
        Map<CollectionId, Map<String, Set<String>>> expected = new HashMap<>();
        for (CollectionId id : collections) {
            store.createCollection(id, SETTINGS);
            expected.put(id, new HashMap<>());
        }
        for (int step = 0; step < 60; step++) {
            CollectionId id = collections.get(random.nextInt(collections.size()));
            String name = "document-" + random.nextInt(3);
            Map<String, Set<String>> documents = expected.getOrDefault(id, new HashMap<>());
            if (random.nextInt(4) == 0) {
                boolean there = documents.remove(name) != null;
                assertThat(store.delete(new DocumentId(id, name)).isPresent()).isEqualTo(there);
            } else {
                String[] texts = {"shared " + step + " a", "shared " + step + " b"};
                store(store, id, name, texts);
                documents.put(name, Set.of(texts));
            }
            if (step == 30) {
                store = reopen(store);
            }
        }

        for (CollectionId id : collections) {
            Set<String> theirs = new HashSet<>();
            expected.getOrDefault(id, Map.of()).values().forEach(theirs::addAll);
            assertThat(texts(store, id)).containsExactlyInAnyOrderElementsOf(theirs);
            assertThat(store.search(id, byWords("shared")).passages())
                    .extracting(Passage::text)
                    .containsExactlyInAnyOrderElementsOf(theirs);
            assertThat(store.collection(id).orElseThrow().passages()).isEqualTo(theirs.size());
        }
    }

    @Test
    void neitherSeesNorTouchesADocumentOfTheSameNameElsewhere() {
        CollectionId stranger = new CollectionId(newCollection().tenant(), collection.name());
        store.createCollection(collection, SETTINGS);
        store.createCollection(stranger, SETTINGS);
        Document ours = store(store, collection, "one", "red");

        assertThat(store.document(new DocumentId(stranger, "one"))).isEmpty();
        assertThat(store.text(new DocumentId(stranger, "one")).map(DocumentText::whole))
                .isEmpty();
        assertThat(store.delete(new DocumentId(stranger, "one"))).isEmpty();
        assertThat(texts(store, stranger)).isEmpty();
        assertThat(store.document(ours.id())).isPresent();
        assertThat(texts(store, collection)).containsExactly("red");
    }

    private String version() {
        return store.collection(collection).orElseThrow().version();
    }

    private List<DocumentId> ours(List<DocumentId> all) {
        return all.stream()
                .filter(id -> id.collection().tenant().equals(collection.tenant()))
                .toList();
    }

    private static String longWords() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            text.append(" w").append(i);
        }
        return text.toString();
    }

    private static float[] unit() {
        return new float[] {1, 0, 0};
    }
}
