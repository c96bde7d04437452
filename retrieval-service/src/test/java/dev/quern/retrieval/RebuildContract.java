package dev.quern.retrieval;

import static dev.quern.retrieval.StoredDocuments.chunk;
import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static dev.quern.retrieval.StoredDocuments.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link DocumentStore} does with long texts, with states, and with what takes a collection's place. */
public abstract class RebuildContract {
    private static final CollectionSettings BEFORE = StoredDocuments.SETTINGS;
    private static final CollectionSettings AFTER = new CollectionSettings(
            "other-model@2",
            2,
            Distance.DOT,
            IndexProfile.EXACT,
            Map.of("year", FieldType.NUMBER),
            new Chunking(Chunking.Method.TOKENS, 64, 8));
    private static final Executor THREADS = Thread::startVirtualThread;

    protected DocumentStore store;
    protected CollectionId collection;
    protected CollectionId successor;

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
        successor = collection.asSuccessor();
        store.createCollection(collection, BEFORE);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void keepsEverySettingOfACollection() throws Exception {
        CollectionId other = newCollection();
        store.createCollection(other, AFTER);
        store = reopen(store);

        assertThat(store.state(other).orElseThrow().settings()).isEqualTo(AFTER);
        assertThat(store.collection(other).orElseThrow().settings()).isEqualTo(AFTER);
    }

    @Test
    void tellsThePageThatAPassageBeginsOn() {
        Document document = pending(collection, "book", 1);
        store.accept(document, DocumentText.of("one\ftwo"));
        Location second = new Location(0, 4, 7, 2, List.of("Part"));
        store.addChunks(
                document,
                List.of(new EmbeddedChunk(
                        new Chunk(ContentNames.chunkId(document, 0), "two", second), new float[] {1, 0, 0})));
        store.publish(document.ready(1));

        assertThat(store.search(collection, StoredDocuments.byVector(1, 0, 0)).passages())
                .singleElement()
                .satisfies(passage -> assertThat(passage.location()).isEqualTo(second));
        assertThat(store.passages(collection, Set.of(new Place("book", 0))))
                .singleElement()
                .satisfies(found -> assertThat(found.passage().location()).isEqualTo(second));
    }

    @Test
    void listsDocumentsByState() {
        StoredDocuments.store(store, collection, "ready", "red");
        Document broken = pending(collection, "broken", 1);
        store.accept(broken, DocumentText.of("text"));
        store.update(broken.failed("It is broken."));
        store.accept(pending(collection, "waiting", 1), DocumentText.of("text"));
        StoredDocuments.store(store, collection, "ready-too", "green");

        assertThat(names(Set.of(DocumentState.FAILED), 10)).containsExactly("broken");
        assertThat(names(Set.of(DocumentState.PENDING, DocumentState.INDEXING), 10))
                .containsExactly("waiting");
        assertThat(names(Set.of(DocumentState.READY), 1)).containsExactly("ready-too", "ready");
        assertThat(names(Set.of(), 3)).containsExactly("ready-too", "waiting", "broken", "ready");
    }

    @Test
    void indexesOnceMoreWhatHadFailed() throws Exception {
        Document document = pending(collection, "one", 1);
        store.accept(document, DocumentText.of("red"));
        store.addChunks(document, List.of(chunk(document, 0, "half", 1, 0, 0)));
        store.update(document.failed("It is broken."));
        assertThat(ofThisTenant(store.unfinished())).isEmpty();

        store.update(document.pending());
        store = reopen(store);

        Document again = store.document(document.id()).orElseThrow();
        assertThat(again.state()).isEqualTo(DocumentState.PENDING);
        assertThat(again.reason()).isEmpty();
        assertThat(names(Set.of(DocumentState.PENDING), 10)).containsExactly("one");
        assertThat(ofThisTenant(store.unfinished())).containsExactly(document.id());
        store.addChunks(again, List.of(chunk(document, 0, "red", 1, 0, 0)));
        store.publish(again.ready(1));
        assertThat(texts(store, collection)).containsExactly("red");
        assertThat(ofThisTenant(store.unfinished())).isEmpty();
    }

    @Test
    void readsATextInPartsAsOftenAsItIsAskedTo() throws Exception {
        Document document = pending(collection, "long", 0);
        List<String> written = new ArrayList<>();
        DocumentText.of("Grüße, 世界 🌾\n".repeat(100_000)).parts().forEachRemaining(written::add);
        store.accept(document, DocumentText.ofParts(written));
        store = reopen(store);

        DocumentText text = store.text(document.id()).orElseThrow();
        List<String> read = new ArrayList<>();
        text.parts().forEachRemaining(read::add);

        assertThat(read.size()).isGreaterThan(1);
        assertThat(read)
                .allSatisfy(part -> assertThat(part).isNotEmpty().hasSizeLessThanOrEqualTo(DocumentText.LONGEST_PART));
        assertThat(String.join("", read)).isEqualTo(String.join("", written));
        assertThat(text.whole()).isEqualTo(String.join("", written));
    }

    @Test
    void neverMixesTwoTexts() {
        store.accept(pending(collection, "long", 0), DocumentText.of("old ".repeat(400_000)));
        Iterator<String> old =
                store.text(new DocumentId(collection, "long")).orElseThrow().parts();
        StringBuilder read = new StringBuilder(old.next());
        store.accept(pending(collection, "long", 0), DocumentText.of("new ".repeat(400_000)));

        try {
            old.forEachRemaining(read::append);
            assertThat(read.toString()).isEqualTo("old ".repeat(400_000));
        } catch (QuernException gone) {
            assertThat(gone.code()).isEqualTo(ErrorCode.CONFLICT);
        }
    }

    @Test
    void storesNothingOfATextThatCannotBeRead() {
        StoredDocuments.store(store, collection, "one", "red");
        Document before = store.document(new DocumentId(collection, "one")).orElseThrow();
        DocumentText broken = () -> new Iterator<>() {
            private int parts;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public String next() {
                if (++parts > 2) {
                    throw new QuernException(ErrorCode.INTERNAL, "The disk broke.");
                }
                return "new ".repeat(80_000);
            }
        };

        assertThatThrownBy(() -> store.accept(pending(collection, "one", 1), broken))
                .isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> store.accept(pending(collection, "two", 1), broken))
                .isInstanceOf(QuernException.class);

        assertThat(store.document(before.id())).contains(before);
        assertThat(store.text(before.id()).map(DocumentText::whole)).contains("red");
        assertThat(store.document(new DocumentId(collection, "two"))).isEmpty();
        assertThat(ofThisTenant(store.unfinished())).isEmpty();
        assertThat(texts(store, collection)).containsExactly("red");
    }

    @Test
    void keepsASuccessorApart() throws Exception {
        StoredDocuments.store(store, collection, "one", "red");
        Collection before = store.collection(collection).orElseThrow();

        Collection made = store.createCollection(successor, AFTER);
        index(successor, "one", "green");
        store = reopen(store);

        assertThat(made.id()).isEqualTo(successor);
        assertThat(made.settings()).isEqualTo(AFTER);
        assertThat(store.rebuilding()).contains(collection);
        assertThat(store.collections(collection.tenant(), 10, Optional.empty()).items())
                .containsExactly(before);
        assertThat(store.collection(collection)).contains(before);
        assertThat(texts(store, collection)).containsExactly("red");
        assertThat(found(successor)).containsExactly("green");
        assertThat(store.collection(successor).orElseThrow().documents()).isEqualTo(1);
    }

    @Test
    void putsASuccessorInACollectionsPlace() throws Exception {
        StoredDocuments.store(store, collection, "one", "red");
        StoredDocuments.store(store, collection, "gone", "blue");
        String before = store.state(collection).orElseThrow().version();
        store.createCollection(successor, AFTER);
        index(successor, "one", "green", "yellow");
        Document broken = pending(successor, "broken", 1);
        store.accept(broken, DocumentText.of("text"));
        store.update(broken.failed("It is broken."));

        assertThat(store.replace(collection, () -> {})).isTrue();
        assertReplaced(before);
        store = reopen(store);
        assertReplaced(before);
    }

    private void assertReplaced(String versionBefore) {
        Collection now = store.collection(collection).orElseThrow();
        assertThat(now.id()).isEqualTo(collection);
        assertThat(now.settings()).isEqualTo(AFTER);
        assertThat(now.version()).isNotEqualTo(versionBefore);
        assertThat(now.documents()).isEqualTo(1);
        assertThat(now.passages()).isEqualTo(2);
        assertThat(store.collections(collection.tenant(), 10, Optional.empty()).items())
                .containsExactly(now);
        assertThat(found(collection)).containsExactlyInAnyOrder("green", "yellow");
        assertThat(names(Set.of(), 10)).containsExactly("broken", "one");
        assertThat(store.text(new DocumentId(collection, "one")).map(DocumentText::whole))
                .contains("green\nyellow");
        assertThat(store.document(new DocumentId(collection, "one"))
                        .orElseThrow()
                        .id()
                        .collection())
                .isEqualTo(collection);
        assertThat(store.document(new DocumentId(collection, "gone"))).isEmpty();
        assertThat(store.state(successor)).isEmpty();
        assertThat(store.collection(successor)).isEmpty();
        assertThat(store.rebuilding()).doesNotContain(collection);
    }

    @Test
    void goesOnWithWhatWasUnfinished() throws Exception {
        store.createCollection(successor, AFTER);
        index(successor, "one", "green");
        Document waiting = pending(successor, "waiting", 1);
        store.accept(waiting, DocumentText.of("yellow"));
        Document next = pending(successor, "one", 1);
        store.accept(next, DocumentText.of("blue"));

        store.replace(collection, () -> {});
        store = reopen(store);

        DocumentId one = new DocumentId(collection, "one");
        DocumentId two = new DocumentId(collection, "waiting");
        assertThat(ofThisTenant(store.unfinished())).containsExactly(two, one);
        assertThat(found(collection)).containsExactly("green");
        for (DocumentId id : List.of(one, two)) {
            Document document = store.document(id).orElseThrow();
            String text = store.text(id).orElseThrow().whole();
            store.addChunks(document, List.of(chunk(document, 0, text, 1, 0)));
            store.publish(document.ready(1));
        }
        assertThat(found(collection)).containsExactlyInAnyOrder("blue", "yellow");
        assertThat(ofThisTenant(store.unfinished())).isEmpty();
    }

    @Test
    void leavesACopyAloneThatIsNotTheDocumentThatWasBegun() {
        Document begun = pending(collection, "one", 2);
        store.accept(begun, DocumentText.of("red green"));
        store.addChunks(begun, List.of(chunk(begun, 0, "red", 1, 0, 0)));
        store.createCollection(successor, BEFORE.with(AFTER.chunking()));
        Document copy = begun.acceptedIn(successor, "sign");
        store.accept(copy, DocumentText.of("red green"));
        store.replace(collection, () -> {});

        store.addChunks(begun, List.of(chunk(begun, 1, "green", 1, 0, 0)));
        store.update(begun.indexing(2, 2));
        store.update(begun.failed("The other model was away."));
        store.publish(begun.ready(2));

        Document now = store.document(begun.id()).orElseThrow();
        assertThat(now.state()).isEqualTo(DocumentState.PENDING);
        assertThat(now.generation()).isEqualTo(copy.generation());
        assertThat(texts(store, collection)).isEmpty();
        assertThat(ofThisTenant(store.unfinished())).containsExactly(begun.id());
    }

    @Test
    void replacesNothingWithoutASuccessor() {
        AtomicBoolean copied = new AtomicBoolean();
        StoredDocuments.store(store, collection, "one", "red");

        assertThat(store.replace(collection, () -> copied.set(true))).isFalse();
        assertThat(store.replace(newCollection(), () -> copied.set(true))).isFalse();

        assertThat(copied).isFalse();
        assertThat(texts(store, collection)).containsExactly("red");
    }

    @Test
    void changesNothingWhenTheLastCopiesFail() {
        StoredDocuments.store(store, collection, "one", "red");
        store.createCollection(successor, AFTER);

        assertThatThrownBy(() -> store.replace(collection, () -> {
                    throw new QuernException(ErrorCode.INTERNAL, "The disk broke.");
                }))
                .isInstanceOf(QuernException.class);

        StoredDocuments.store(store, collection, "two", "green");
        assertThat(texts(store, collection)).containsExactlyInAnyOrder("red", "green");
        assertThat(store.rebuilding()).contains(collection);
        assertThat(store.replace(collection, () -> {})).isTrue();
        assertThat(found(collection)).isEmpty();
    }

    @Test
    void makesLastCopiesFromTheCollection() {
        StoredDocuments.store(store, collection, "one", "red");
        store.createCollection(successor, AFTER);

        store.replace(collection, () -> {
            String text =
                    store.text(new DocumentId(collection, "one")).orElseThrow().whole();
            assertThat(texts(store, collection)).containsExactly("red");
            assertThat(store.documents(collection, Optional.empty(), Set.of(), 10, Optional.empty())
                            .items())
                    .hasSize(1);
            index(successor, "one", text);
            index(successor, "two", "green");
            store.delete(new DocumentId(successor, "two"));
        });

        assertThat(found(collection)).containsExactly("red");
    }

    @Test
    void losesNothingThatIsAcceptedMeanwhile() throws Exception {
        store.createCollection(successor, AFTER);
        CountDownLatch copying = new CountDownLatch(1);
        Document late = pending(collection, "late", 1);
        CompletableFuture<Void> accepting = CompletableFuture.runAsync(
                () -> {
                    try {
                        copying.await();
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                    store.accept(late, DocumentText.of("late"));
                },
                THREADS);

        store.replace(collection, () -> {
            copying.countDown();
            // Long enough, as a rule, for the other thread to get as far as it can.
            for (int i = 0; i < 20; i++) {
                store.document(late.id());
                index(successor, "one", "green");
            }
        });

        try {
            accepting.join();
            assertThat(store.document(late.id())).isPresent();
            assertThat(store.text(late.id()).map(DocumentText::whole)).contains("late");
            assertThat(ofThisTenant(store.unfinished())).containsExactly(late.id());
        } catch (CompletionException refused) {
            assertThat(refused.getCause())
                    .isInstanceOfSatisfying(
                            QuernException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
            assertThat(store.document(late.id())).isEmpty();
        }
    }

    @Test
    void forgetsASuccessorThatIsDeleted() throws Exception {
        StoredDocuments.store(store, collection, "one", "red");
        store.createCollection(successor, AFTER);
        store.accept(pending(successor, "waiting", 1), DocumentText.of("text"));

        assertThat(store.deleteCollection(successor)).isTrue();
        assertThat(store.deleteCollection(successor)).isFalse();
        store = reopen(store);

        assertThat(store.rebuilding()).doesNotContain(collection);
        assertThat(ofThisTenant(store.unfinished())).isEmpty();
        assertThat(texts(store, collection)).containsExactly("red");
    }

    @Test
    void rebuildsAsOftenAsItIsAskedTo() {
        for (int round = 0; round < 3; round++) {
            store.createCollection(successor, AFTER);
            index(successor, "one", "round " + round);
            assertThat(store.replace(collection, () -> {})).isTrue();
            assertThat(found(collection)).containsExactly("round " + round);
        }
        assertThat(store.deleteCollection(collection)).isTrue();
        assertThat(store.collection(collection)).isEmpty();
        store.createCollection(collection, BEFORE);
        assertThat(texts(store, collection)).isEmpty();
    }

    private void index(CollectionId id, String name, String... texts) {
        Document document = pending(id, name, texts.length);
        store.accept(document, DocumentText.of(String.join("\n", texts)));
        List<EmbeddedChunk> chunks = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            chunks.add(chunk(document, i, texts[i], 1, 0));
        }
        store.addChunks(document, chunks);
        store.publish(document.ready(texts.length));
    }

    /** With a vector of the two dimensions of the successor. */
    private List<String> found(CollectionId id) {
        return store.search(id, StoredDocuments.byVector(1, 0)).passages().stream()
                .map(Passage::text)
                .toList();
    }

    private List<String> names(Set<DocumentState> states, int limit) {
        List<String> names = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Document> page = store.documents(collection, Optional.empty(), states, limit, next);
            page.items().forEach(document -> names.add(document.id().name()));
            next = page.next();
            if (names.size() > 100) {
                throw new NoSuchElementException("the list has no end");
            }
        } while (next.isPresent());
        return names;
    }

    private List<DocumentId> ofThisTenant(List<DocumentId> all) {
        return all.stream()
                .filter(id -> id.collection().tenant().equals(collection.tenant()))
                .toList();
    }
}
