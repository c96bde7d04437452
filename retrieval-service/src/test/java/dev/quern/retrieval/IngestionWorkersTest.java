package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestionWorkersTest {
    private final MemoryStore store = new MemoryStore();
    private final FakeEmbeddings embeddings = new FakeEmbeddings();
    private final CollectionId healthy = StoredDocuments.newCollection();
    private final CollectionId broken = StoredDocuments.newCollection();
    private final AtomicBoolean isAway = new AtomicBoolean(true);
    private final AtomicInteger tries = new AtomicInteger();
    private IngestionWorkers workers = newWorkers("1H", "10MS");

    private IngestionWorkers newWorkers(String backoff, String sweep) {
        RetrievalConfig config = TestConfig.with(
                "indexing.workers",
                "2",
                "indexing.queue",
                "4",
                "indexing.backoff",
                backoff,
                "indexing.longest-backoff",
                backoff,
                "indexing.sweep",
                sweep);
        DocumentStore failing = WatchedStore.of(store, (method, arguments) -> {
            if (method.equals("text")
                    && ((DocumentId) arguments[0]).collection().equals(broken)
                    && isAway.get()) {
                tries.incrementAndGet();
                throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "away");
            }
        });
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        return new IngestionWorkers(
                failing,
                new Indexer(failing, embeddings, TestCalls::of, Leases.NONE, config, meters),
                config.indexing(),
                meters);
    }

    @AfterEach
    void stop() throws InterruptedException {
        workers.stop();
    }

    @Test
    void indexesTheOthersWhileWhatOneCollectionNeedsIsAway() {
        List<DocumentId> waiting = accept(broken, 20);
        List<DocumentId> fine = accept(healthy, 20);

        workers.start();

        RebuildFixture.await(() -> areReady(fine));
        assertThat(store.unfinished()).containsExactlyElementsOf(waiting);
    }

    @Test
    void takesACollectionUpAgainOnceItHasRested() {
        List<DocumentId> waiting = accept(broken, 20);
        workers = newWorkers("1MS", "10MS");
        workers.start();
        RebuildFixture.await(() -> tries.get() > 2);

        isAway.set(false);

        RebuildFixture.await(() -> areReady(waiting));
    }

    @Test
    void doesNotWaitForASweepWithWhatDidNotFitIntoTheQueue() {
        List<DocumentId> many = accept(healthy, 50);
        workers = newWorkers("1MS", "1H");

        workers.start();

        RebuildFixture.await(() -> areReady(many));
    }

    private List<DocumentId> accept(CollectionId collection, int count) {
        store.createCollection(collection, CollectionSettings.of("words@1", FakeEmbeddings.DIMENSIONS));
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    Document document = StoredDocuments.pending(collection, "document-" + i, 0);
                    store.accept(document, DocumentText.of("A mill."));
                    return document.id();
                })
                .toList();
    }

    private boolean areReady(List<DocumentId> documents) {
        return documents.stream()
                .allMatch(id -> store.document(id).orElseThrow().state() == DocumentState.READY);
    }
}
