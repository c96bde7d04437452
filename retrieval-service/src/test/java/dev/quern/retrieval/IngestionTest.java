package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.lucene.LuceneDocumentStore;
import dev.quern.retrieval.search.Expansion;
import dev.quern.retrieval.search.Search;
import dev.quern.retrieval.search.SearchCache;
import dev.quern.retrieval.search.SearchRequest;
import dev.quern.retrieval.search.Strategy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an upload to a document that can be found, with the real store and words for vectors. */
class IngestionTest {
    private static final CollectionId NOTES = new CollectionId("acme", "notes");
    private static final String LONG_TEXT = "A mill grinds grain between two stones. ".repeat(500);

    @TempDir
    Path state;

    // Fewer workers than attempts: a document must outlive an error of each of them.
    private final RetrievalConfig config = TestConfig.with(
            "indexing.backoff",
            "1MS",
            "indexing.longest-backoff",
            "5MS",
            "indexing.sweep",
            "20MS",
            "indexing.workers",
            "2");
    private final FakeEmbeddings embeddings = new FakeEmbeddings();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Call call = TestCalls.of("acme");
    private DocumentStore store;
    private IngestionWorkers workers;
    private Ingestion ingestion;

    @BeforeEach
    void open() {
        store = new LuceneDocumentStore(state, config.lucene());
        workers = newWorkers();
        UploadSpace space =
                new UploadSpace(state.resolve("uploads"), config, () -> Long.MAX_VALUE, new SimpleMeterRegistry());
        ingestion = new Ingestion(store, embeddings, workers, new FakeExtraction(), space, config);
    }

    private IngestionWorkers newWorkers() {
        Indexer indexer = new Indexer(store, embeddings, TestCalls::of, Leases.NONE, config, meters);
        return new IngestionWorkers(store, indexer, config.indexing(), meters);
    }

    @AfterEach
    void close() throws InterruptedException {
        workers.stop();
        store.close();
    }

    @Test
    void makesAnUploadedDocumentSearchable() throws Exception {
        workers.start();

        Ingestion.Accepted accepted = upload("mill", "# Mill\n\nA mill grinds grain.\n");

        assertThat(accepted.changed()).isTrue();
        assertThat(accepted.document().state()).isEqualTo(DocumentState.PENDING);
        awaitState("mill", DocumentState.READY);
        Search search = new Search(
                store,
                embeddings,
                (_, _, _) -> Optional.empty(),
                Expansion.NONE,
                SearchCache.NONE,
                config.search(),
                meters);
        SearchResult result = search.find(
                call,
                new SearchRequest(
                        NOTES,
                        "Who grinds grain?",
                        new float[0],
                        "",
                        5,
                        Optional.empty(),
                        Fusion.RELATIVE_SCORE,
                        Optional.empty(),
                        Strategy.SINGLE_STAGE,
                        false));
        assertThat(result.passages()).hasSize(1);
        Passage passage = result.passages().getFirst();
        assertThat(passage.text()).isEqualTo("# Mill\n\nA mill grinds grain.");
        assertThat(passage.location().headingPath()).containsExactly("Mill");
        assertThat(result.collectionVersion())
                .isEqualTo(store.collection(NOTES).orElseThrow().version());
        assertThat(meters.counter("quern.retrieval.documents.indexed").count()).isEqualTo(1);
    }

    @Test
    void makesTheCollectionWithTheModelOfTheEmbeddingService() {
        upload("mill", "A mill.");

        assertThat(store.collection(NOTES).orElseThrow().settings())
                .isEqualTo(CollectionSettings.of("words@1", FakeEmbeddings.DIMENSIONS));
    }

    @Test
    void namesADocumentByItsContentWhenNobodyElseDoes() {
        String first = upload("", "A mill.").document().id().name();
        String second = upload("", "A mill.").document().id().name();
        String other = upload("", "A river.").document().id().name();

        assertThat(first).matches("doc-[0-9a-f]{32}").isEqualTo(second).isNotEqualTo(other);
    }

    @Test
    void doesNothingWhenTheSameIsThereAlready() {
        Document pending = upload("mill", "A mill.").document();

        Ingestion.Accepted again = upload("mill", "A mill.");

        assertThat(again.changed()).isFalse();
        assertThat(again.document()).isEqualTo(pending);
        workers.start();
        awaitState("mill", DocumentState.READY);
        assertThat(upload("mill", "A mill.").changed()).isFalse();
        assertThat(upload("mill", "Another mill.").changed()).isTrue();
    }

    @Test
    void replacesADocumentThatIsUploadedAnewWhileItIsIndexed() {
        embeddings.beforeEmbedding = () -> {
            embeddings.beforeEmbedding = () -> {};
            upload("mill", "The new text.");
        };
        upload("mill", "The old text.");

        workers.start();

        await(() -> texts().equals(List.of("The new text.")));
        awaitState("mill", DocumentState.READY);
    }

    @Test
    void endsQuietlyWhenTheDocumentIsDeletedWhileItIsIndexed() {
        embeddings.beforeEmbedding =
                () -> assertThat(store.delete(new DocumentId(NOTES, "mill"))).isPresent();
        upload("mill", "A mill.");

        workers.start();

        await(() -> embeddings.batches.size() == 1);
        await(() -> waiting() == 0);
        assertThat(texts()).isEmpty();
        assertThat(store.unfinished()).isEmpty();
    }

    @Test
    void asksForLessAtOnceWhenItIsTooMuch() {
        embeddings.largestBatch = 5;
        upload("mill", LONG_TEXT);

        workers.start();

        awaitState("mill", DocumentState.READY);
        Document ready = store.document(new DocumentId(NOTES, "mill")).orElseThrow();
        assertThat(ready.chunksDone()).isEqualTo(ready.chunksTotal()).isGreaterThan(20);
        assertThat(embeddings.batches).allMatch(size -> size <= 5);
        assertThat(embeddings.batches.stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(ready.chunksTotal());
    }

    @Test
    void triesAgainWhatMayPass() {
        upload("mill", "A mill.");
        embeddings.failures.add(new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "away"));
        embeddings.failures.add(new QuernException(ErrorCode.OVERLOADED, "busy"));
        embeddings.failures.add(new QuernException(ErrorCode.DEADLINE_EXCEEDED, "late"));
        embeddings.failures.add(new QuernException(ErrorCode.INTERNAL, "unexpected"));

        workers.start();

        awaitState("mill", DocumentState.READY);
        assertThat(embeddings.failures).isEmpty();
    }

    @Test
    void givesUpWithTheReasonWhatCannotPass() {
        upload("mill", "A mill.");
        embeddings.failures.add(new QuernException(ErrorCode.UNPROCESSABLE, "Nobody can embed this."));

        workers.start();

        awaitState("mill", DocumentState.FAILED);
        Document failed = store.document(new DocumentId(NOTES, "mill")).orElseThrow();
        assertThat(failed.reason()).isEqualTo("Nobody can embed this.");
        assertThat(store.unfinished()).isEmpty();
    }

    @Test
    void givesUpWhatFailsForNoKnownReasonEveryTime() {
        upload("mill", "A mill.");
        for (int i = 0; i < config.indexing().attempts(); i++) {
            embeddings.failures.add(new QuernException(ErrorCode.INTERNAL, "unexpected"));
        }

        workers.start();

        awaitState("mill", DocumentState.FAILED);
    }

    @Test
    void goesOnAfterAnError() {
        upload("mill", "A mill.");
        for (int i = 0; i < config.indexing().workers(); i++) {
            embeddings.errors.add(new StackOverflowError("on purpose"));
        }

        workers.start();

        awaitState("mill", DocumentState.READY);
        assertThat(embeddings.errors).isEmpty();
    }

    @Test
    void givesUpADocumentThatCausesAnErrorEveryTime() {
        upload("mill", "A mill.");
        for (int i = 0; i < config.indexing().attempts(); i++) {
            embeddings.errors.add(new OutOfMemoryError("on purpose"));
        }

        workers.start();

        awaitState("mill", DocumentState.FAILED);
        upload("river", "A river.");
        awaitState("river", DocumentState.READY);
    }

    @Test
    void keepsSweepingAfterAnError() throws InterruptedException {
        AtomicInteger sweeps = new AtomicInteger();
        DocumentStore failing = (DocumentStore) Proxy.newProxyInstance(
                DocumentStore.class.getClassLoader(), new Class<?>[] {DocumentStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("unfinished") && sweeps.incrementAndGet() == 1) {
                        throw new StackOverflowError("on purpose");
                    }
                    return method.invoke(store, arguments);
                });
        Indexer indexer = new Indexer(failing, embeddings, TestCalls::of, Leases.NONE, config, meters);
        IngestionWorkers others = new IngestionWorkers(failing, indexer, config.indexing(), new SimpleMeterRegistry());
        upload("mill", "A mill.");

        others.start();

        awaitState("mill", DocumentState.READY);
        others.stop();
    }

    @Test
    void asksForLessAtOnceWhenItTakesTooLong() {
        upload("mill", LONG_TEXT);
        embeddings.failures.add(new QuernException(ErrorCode.DEADLINE_EXCEEDED, "late"));

        workers.start();

        awaitState("mill", DocumentState.READY);
        Document ready = store.document(new DocumentId(NOTES, "mill")).orElseThrow();
        assertThat(embeddings.batches).hasSizeGreaterThan(1).allMatch(size -> size <= ready.chunksTotal() / 2);
    }

    @Test
    void stopsWhenTheDocumentIsFinishedByAnother() {
        embeddings.largestBatch = 5;
        Document document = upload("mill", LONG_TEXT).document();
        embeddings.beforeEmbedding = () -> store.publish(document.ready(0));

        workers.start();

        awaitState("mill", DocumentState.READY);
        await(() -> waiting() == 0);
        assertThat(embeddings.batches).isEmpty();
        assertThat(store.document(document.id()).orElseThrow().state()).isEqualTo(DocumentState.READY);
    }

    @Test
    void takesUpWhatAnEarlierProcessLeftUnfinished() throws InterruptedException {
        upload("one", "A mill.");
        upload("two", LONG_TEXT);
        workers.stop();
        store.close();
        open();

        workers.start();

        awaitState("one", DocumentState.READY);
        awaitState("two", DocumentState.READY);
    }

    @Test
    void refusesDocumentsForACollectionOfAnotherModel() {
        upload("mill", "A mill.");
        embeddings.model = "words@2";

        QuernException failure = catchThrowableOfType(QuernException.class, () -> upload("river", "A river."));

        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure.text()).contains("words@1").contains("words@2");
        assertThat(store.document(new DocumentId(NOTES, "river"))).isEmpty();
    }

    @Test
    void keepsToTheModelOfACollectionWhileItIsOfferedBesideANewDefault() throws Exception {
        upload("mill", "A mill.");
        embeddings.model = "sentences@1";
        embeddings.otherModels = List.of("words@1");

        upload("river", "A river.");
        workers.start();

        awaitState("river", DocumentState.READY);
        assertThat(store.collection(NOTES).orElseThrow().settings().embeddingModel())
                .isEqualTo("words@1");
    }

    @Test
    void acceptsDocumentsForAKnownCollectionWhileTheEmbeddingServiceIsAway() {
        upload("mill", "A mill.");
        embeddings.failures.add(new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "away"));

        assertThat(upload("river", "A river.").changed()).isTrue();
        assertThat(embeddings.failures).isEmpty();
    }

    @Test
    void stopsInTheMiddleOfADocument() throws InterruptedException {
        upload("mill", LONG_TEXT);
        embeddings.failures.add(new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "away"));
        workers.start();
        await(() -> embeddings.failures.isEmpty());

        workers.stop();

        assertThat(store.document(new DocumentId(NOTES, "mill"))).isPresent();
    }

    private Ingestion.Accepted upload(String name, String text) {
        NewDocument document = new NewDocument(
                NOTES,
                Optional.of(name).filter(given -> !given.isEmpty()),
                "",
                new DocumentHeader("Title", "", "text/markdown", List.of(), "", Map.of()));
        try (Upload upload = ingestion.begin(document)) {
            upload.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            return ingestion.accept(call, upload);
        }
    }

    private List<String> texts() {
        return store.search(NOTES, SearchQuery.of("text", FakeEmbeddings.vector("text"), 50, 1)).passages().stream()
                .map(Passage::text)
                .toList();
    }

    private double waiting() {
        return meters.get("quern.retrieval.documents.waiting").gauge().value();
    }

    private void awaitState(String name, DocumentState state) {
        await(() -> store.document(new DocumentId(NOTES, name)).orElseThrow().state() == state);
    }

    private static void await(BooleanSupplier condition) {
        long bound = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).describedAs("waited too long").isLessThan(bound);
            Thread.onSpinWait();
        }
    }
}
