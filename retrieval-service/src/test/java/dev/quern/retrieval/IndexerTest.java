package dev.quern.retrieval;

import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IndexerTest {
    private static final int BATCH = 4;
    private static final Chunking SMALL = new Chunking(Chunking.Method.RECURSIVE, 20, 0);
    /** Of thirty chunks. */
    private static final String LONG_TEXT = "A mill has stones.\n".repeat(30);

    private final RetrievalConfig config = TestConfig.with("indexing.batch", Integer.toString(BATCH));
    private final MemoryStore store = new MemoryStore();
    private final FakeEmbeddings embeddings = new FakeEmbeddings();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CollectionId collection = newCollection();
    private final CollectionSettings settings =
            CollectionSettings.of("words@1", FakeEmbeddings.DIMENSIONS).with(SMALL);
    private final Indexer indexer = new Indexer(store, embeddings, TestCalls::of, Leases.NONE, config, meters);

    @BeforeEach
    void makeCollection() {
        store.createCollection(collection, settings);
    }

    @Test
    void cutsAsTheCollectionWantsIt() {
        Document document = accept("mill", LONG_TEXT);

        indexer.index(document.id());

        assertThat(store.published(document.id())).hasSize(30).allMatch("A mill has stones."::equals);
        assertThat(now(document).state()).isEqualTo(DocumentState.READY);
        assertThat(now(document).chunksTotal()).isEqualTo(30);
    }

    @Test
    void goesOnWhereItFailed() {
        Document document = accept("mill", LONG_TEXT);
        failAt(3, new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "away"));

        QuernException failure = catchThrowableOfType(QuernException.class, () -> indexer.index(document.id()));

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(now(document).state()).isEqualTo(DocumentState.INDEXING);
        assertThat(now(document).chunksDone()).isEqualTo(2 * BATCH);
        assertThat(now(document).chunksTotal()).isEqualTo(30);
        embeddings.beforeEmbedding = () -> {};

        indexer.index(document.id());

        assertThat(store.published(document.id())).hasSize(30);
        assertThat(embedded()).isEqualTo(30);
    }

    @Test
    void waitsForTheCollectionsModelToBeOfferedAgain() {
        Document document = accept("mill", LONG_TEXT);
        embeddings.model = "other@1";
        QuernException failure = catchThrowableOfType(QuernException.class, () -> indexer.index(document.id()));
        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(now(document).isUnfinished()).isTrue();
        embeddings.model = "words@1";

        indexer.index(document.id());

        assertThat(now(document).state()).isEqualTo(DocumentState.READY);
    }

    @Test
    void givesUpOnAnyOtherConflict() {
        Document document = accept("mill", LONG_TEXT);
        failAt(1, new QuernException(ErrorCode.CONFLICT, "The vectors do not fit."));

        indexer.index(document.id());

        assertThat(now(document).state()).isEqualTo(DocumentState.FAILED);
    }

    @Test
    void beginsAnewWhenTheChunksAreNotThoseOfLastTime() {
        Document document = accept("mill", LONG_TEXT);
        store.update(document.indexing(8, 31));

        indexer.index(document.id());

        assertThat(store.published(document.id())).hasSize(30);
        assertThat(embedded()).isEqualTo(30);
    }

    @Test
    void stopsAtTheNextBatchWhenTheDocumentIsDeleted() {
        Document document = accept("mill", LONG_TEXT);
        embeddings.beforeEmbedding = () -> store.delete(document.id());

        indexer.index(document.id());

        assertThat(embeddings.batches).hasSize(1);
        assertThat(store.document(document.id())).isEmpty();
    }

    @Test
    void restsWhenTheEmbeddingServiceSaysWhenToComeBack() {
        Document document = accept("mill", LONG_TEXT);
        embeddings.failures.add(QuernException.overloaded("busy", Duration.ofSeconds(3)));

        QuernException failure = catchThrowableOfType(QuernException.class, () -> indexer.index(document.id()));

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(3));
        indexer.index(document.id());
        assertThat(embeddings.batches.getFirst()).isEqualTo(BATCH / 2);
        assertThat(now(document).state()).isEqualTo(DocumentState.READY);
    }

    @Test
    void takesTheVectorsOfChunksThatDidNotChange() {
        indexer.index(accept("mill", LONG_TEXT).id());
        embeddings.batches.clear();
        Document changed = accept("mill", LONG_TEXT.replaceFirst("stones", "sheets"));

        indexer.index(changed.id());

        assertThat(embedded()).isEqualTo(1);
        assertThat(store.published(changed.id()).getFirst()).isEqualTo("A mill has sheets.");
        assertThat(reused()).isEqualTo(29);
        assertThat(vector(changed, 1)).isEqualTo(FakeEmbeddings.vector("A mill has stones."));
    }

    @Test
    void takesTheVectorsOfTheCollectionForItsSuccessor() {
        indexer.index(accept("mill", LONG_TEXT).id());
        embeddings.batches.clear();

        indexer.index(acceptInSuccessor(new CollectionSettings(
                settings.embeddingModel(),
                settings.dimensions(),
                Distance.COSINE,
                IndexProfile.EXACT,
                Map.of(),
                SMALL)));

        assertThat(embeddings.batches).isEmpty();
        assertThat(store.published(new DocumentId(collection.asSuccessor(), "mill")))
                .hasSize(30);
    }

    @Test
    void takesNoVectorsOfAnotherModel() {
        indexer.index(accept("mill", LONG_TEXT).id());
        embeddings.batches.clear();
        embeddings.otherModels = List.of("other@1");

        indexer.index(acceptInSuccessor(
                CollectionSettings.of("other@1", FakeEmbeddings.DIMENSIONS).with(SMALL)));

        assertThat(embedded()).isEqualTo(30);
    }

    @Test
    void takesNoUnitVectorsWhereTheirLengthMatters() {
        indexer.index(accept("mill", LONG_TEXT).id());
        embeddings.batches.clear();

        indexer.index(acceptInSuccessor(new CollectionSettings(
                settings.embeddingModel(),
                settings.dimensions(),
                Distance.DOT,
                IndexProfile.AUTOMATIC,
                Map.of(),
                SMALL)));

        assertThat(embedded()).isEqualTo(30);
    }

    @Test
    void leavesADocumentThatAnotherIsAt() {
        Document document = accept("mill", LONG_TEXT);
        Indexer late = new Indexer(store, embeddings, TestCalls::of, _ -> Optional.empty(), config, meters);

        late.index(document.id());

        assertThat(now(document)).isEqualTo(document);
        assertThat(embeddings.batches).isEmpty();
        assertThat(meters.counter("quern.retrieval.documents.leased.elsewhere").count())
                .isEqualTo(1);
    }

    @Test
    void stopsWhenItsLeaseIsLostAndGivesItBackAnyway() {
        AtomicBoolean lost = new AtomicBoolean();
        AtomicInteger closed = new AtomicInteger();
        Leases leases = _ -> Optional.of(new Leases.Lease() {
            @Override
            public boolean isHeld() {
                return !lost.get();
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        });
        Document document = accept("mill", LONG_TEXT);
        embeddings.beforeEmbedding = () -> lost.set(embeddings.batches.size() == 2);

        new Indexer(store, embeddings, TestCalls::of, leases, config, meters).index(document.id());

        assertThat(embeddings.batches).hasSize(3);
        assertThat(now(document).isUnfinished()).isTrue();
        assertThat(closed).hasValue(1);
    }

    @Test
    void leasesADocumentOfASuccessorApartFromItsOriginal() {
        List<String> leased = new ArrayList<>();
        Leases leases = work -> {
            leased.add(work);
            return Optional.of(Leases.Lease.ALWAYS);
        };
        Indexer recording = new Indexer(store, embeddings, TestCalls::of, leases, config, meters);
        recording.index(accept("mill", LONG_TEXT).id());

        recording.index(acceptInSuccessor(settings.with(Chunking.USUAL)));

        assertThat(leased).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void countsAndTimesWhatItDoes() {
        indexer.index(accept("mill", LONG_TEXT).id());
        embeddings.failures.add(new QuernException(ErrorCode.UNPROCESSABLE, "unreadable"));
        indexer.index(accept("broken", "text").id());

        assertThat(meters.get("quern.retrieval.indexing.stage")
                        .tag("stage", "cut")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(meters.get("quern.retrieval.indexing.stage")
                        .tag("stage", "store")
                        .timer()
                        .count())
                .isEqualTo(8);
        assertThat(meters.get("quern.retrieval.indexing.chunks")
                        .tag("stage", "publish")
                        .counter()
                        .count())
                .isEqualTo(30);
        assertThat(meters.get("quern.retrieval.documents.failed")
                        .tag("reason", "unprocessable")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private Document accept(String name, String text) {
        Document fresh = pending(collection, name, 0);
        // As if it had been uploaded for the first time a while ago.
        Document document = new Document(
                fresh.id(),
                fresh.header(),
                fresh.state(),
                "",
                fresh.generation(),
                fresh.contentHash(),
                0,
                0,
                text.length(),
                Instant.now().minusSeconds(60),
                fresh.updatedAt());
        store.accept(document, DocumentText.of(text));
        return document;
    }

    private DocumentId acceptInSuccessor(CollectionSettings wanted) {
        store.createCollection(collection.asSuccessor(), wanted);
        return new Successor(store, collection)
                .copy(new DocumentId(collection, "mill"))
                .orElseThrow();
    }

    private void failAt(int call, QuernException failure) {
        AtomicInteger calls = new AtomicInteger();
        embeddings.beforeEmbedding = () -> {
            if (calls.incrementAndGet() == call) {
                throw failure;
            }
        };
    }

    private Document now(Document document) {
        return store.document(document.id()).orElseThrow();
    }

    private int embedded() {
        return embeddings.batches.stream().mapToInt(Integer::intValue).sum();
    }

    private double reused() {
        return meters.counter("quern.retrieval.vectors.reused").count();
    }

    private float[] vector(Document document, int ordinal) {
        return store.passages(collection, Set.of(new Place(document.id().name(), ordinal)))
                .getFirst()
                .vector();
    }
}
