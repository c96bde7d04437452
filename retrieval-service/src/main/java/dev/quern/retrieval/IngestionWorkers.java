package dev.quern.retrieval;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Indexes accepted documents in the background, a few at a time. The store is the real queue: what does not fit into the
 * one in memory, what a crash interrupted and what failed for a while is found by the next sweep.
 */
public final class IngestionWorkers {
    private static final Logger LOG = Logger.getLogger(IngestionWorkers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DocumentStore store;
    private final Indexer indexer;
    private final RetrievalConfig.Indexing config;
    private final BlockingQueue<DocumentId> queue;
    /** Documents that wait or are worked on; true: offered again meanwhile, so to be looked at once more. */
    private final Map<DocumentId, AtomicBoolean> known = new ConcurrentHashMap<>();

    private final List<Thread> threads = new ArrayList<>();

    IngestionWorkers(DocumentStore store, Indexer indexer, RetrievalConfig.Indexing config, MeterRegistry meters) {
        this.store = store;
        this.indexer = indexer;
        this.config = config;
        queue = new LinkedBlockingQueue<>(config.queue());
        meters.gaugeMapSize("quern.retrieval.documents.waiting", List.of(), known);
    }

    void start() {
        threads.add(Thread.ofVirtual().name("ingestion-sweep").start(this::sweepNowAndThen));
        for (int i = 0; i < config.workers(); i++) {
            threads.add(Thread.ofVirtual().name("ingestion-" + i).start(this::work));
        }
    }

    /** Stops where it is: what is not finished stays so in the store, and is taken up again after the next start. */
    void stop() throws InterruptedException {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            if (!thread.join(PATIENCE)) {
                LOG.warnf("%s did not stop in time", thread.getName());
            }
        }
    }

    /** Has the document indexed soon; when the queue is full, after a sweep. */
    void offer(DocumentId id) {
        AtomicBoolean before = known.putIfAbsent(id, new AtomicBoolean());
        if (before != null) {
            before.set(true);
        } else if (!queue.offer(id)) {
            known.remove(id);
        }
    }

    private void sweepNowAndThen() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    store.unfinished().forEach(this::offer);
                } catch (Throwable failure) {
                    if (!Thread.currentThread().isInterrupted()) {
                        LOG.warn("unfinished documents cannot be listed now", failure);
                    }
                }
                Thread.sleep(config.sweep());
            }
        } catch (InterruptedException stopped) {
            LOG.debug("sweeping ends");
        }
    }

    private void work() {
        int failures = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                DocumentId id = queue.take();
                try {
                    indexer.index(id);
                    failures = 0;
                    done(id, false);
                } catch (Throwable failure) {
                    // An Error, too, is this document's alone: a worker that ends is missed until the next start.
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    failures++;
                    done(id, true);
                    pause(id, QuernException.of(failure), failures);
                }
            }
        } catch (InterruptedException stopped) {
            LOG.debug("indexing ends");
        }
    }

    private void done(DocumentId id, boolean unfinished) {
        AtomicBoolean offeredAgain = known.remove(id);
        if (unfinished || (offeredAgain != null && offeredAgain.get())) {
            offer(id);
        }
    }

    /** Failures that pass concern every document alike, so the worker rests, and not only the document. */
    private void pause(DocumentId id, QuernException failure, int failures) throws InterruptedException {
        long longest = config.longestBackoff().toMillis();
        long exponential = config.backoff().toMillis() << Math.min(failures - 1, 20);
        long asked = failure.retryAfter().map(Duration::toMillis).orElse(0L);
        long millis = Math.min(longest, Math.max(asked, exponential));
        boolean expected = failure.code() != ErrorCode.INTERNAL;
        LOG.logf(
                expected ? Logger.Level.INFO : Logger.Level.WARN,
                expected ? null : failure,
                "document %s of tenant %s is not indexed yet, next try in about %d ms: %s",
                id.name(),
                id.collection().tenant(),
                millis,
                failure.text());
        // Spread, so that several workers do not return at the same moment.
        Thread.sleep(millis - ThreadLocalRandom.current().nextLong(millis / 4 + 1));
    }
}
