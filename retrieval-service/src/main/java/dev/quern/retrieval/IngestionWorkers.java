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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
    private final Backoff backoff;
    private final RestingCollections resting;
    private final BlockingQueue<DocumentId> queue;
    /** Documents that wait or are worked on; true: offered again meanwhile, so to be looked at once more. */
    private final Map<DocumentId, AtomicBoolean> known = new ConcurrentHashMap<>();
    /** Whether something did not fit into the queue. */
    private final AtomicBoolean overflowed = new AtomicBoolean();
    /** Has the next sweep begin at once. */
    private final Semaphore sweepNow = new Semaphore(0);

    private final OldestWaiting oldest;
    private final List<Thread> threads = new ArrayList<>();

    IngestionWorkers(DocumentStore store, Indexer indexer, RetrievalConfig.Indexing config, MeterRegistry meters) {
        this.store = store;
        this.indexer = indexer;
        this.config = config;
        backoff = new Backoff(config.backoff(), config.longestBackoff());
        resting = new RestingCollections(backoff);
        queue = new LinkedBlockingQueue<>(config.queue());
        oldest = new OldestWaiting(store, meters);
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

    /** Has the document indexed soon; when the queue is full or the collection rests, after a sweep. */
    void offer(DocumentId id) {
        if (resting.isResting(id.collection())) {
            return;
        }
        AtomicBoolean before = known.putIfAbsent(id, new AtomicBoolean());
        if (before != null) {
            before.set(true);
        } else if (!queue.offer(id)) {
            known.remove(id);
            overflowed.set(true);
            sweepWhenThereIsRoom();
        }
    }

    private void sweepNowAndThen() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                sweepNow.drainPermits();
                try {
                    List<DocumentId> unfinished = store.unfinished();
                    oldest.swept(unfinished);
                    unfinished.forEach(this::offer);
                } catch (Throwable failure) {
                    if (!Thread.currentThread().isInterrupted()) {
                        LOG.warn("unfinished documents cannot be listed now", failure);
                    }
                }
                var _ = sweepNow.tryAcquire(resting.untilNext(config.sweep()).toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException stopped) {
            LOG.debug("sweeping ends");
        }
    }

    /** What did not fit is fetched from the store while the workers still have something to do. */
    private void sweepWhenThereIsRoom() {
        if (queue.size() <= config.queue() / 4 && overflowed.getAndSet(false)) {
            sweepNow.release();
        }
    }

    private void work() {
        int overloads = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                DocumentId id = queue.take();
                sweepWhenThereIsRoom();
                if (resting.isResting(id.collection())) {
                    known.remove(id);
                    continue;
                }
                try {
                    indexer.index(id);
                    overloads = 0;
                    resting.worked(id.collection());
                    oldest.done(id);
                    done(id, false);
                } catch (Throwable failure) {
                    // An Error, too, is this document's alone: a worker that ends is missed until the next start.
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    QuernException why = QuernException.of(failure);
                    log(id, why);
                    Duration asked = why.retryAfter().orElse(Duration.ZERO);
                    if (why.code() == ErrorCode.OVERLOADED) {
                        // There is too much of everything, so less of everything is done.
                        overloads++;
                        done(id, true);
                        Thread.sleep(backoff.after(overloads, asked));
                    } else {
                        known.remove(id);
                        if (resting.failed(id.collection(), asked)) {
                            // It is to see when this rest is over.
                            sweepNow.release();
                        }
                    }
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

    private static void log(DocumentId id, QuernException failure) {
        boolean expected = failure.code() != ErrorCode.INTERNAL;
        LOG.logf(
                expected ? Logger.Level.INFO : Logger.Level.WARN,
                expected ? null : failure,
                "document %s of tenant %s is not indexed yet, and is tried again: %s",
                id.name(),
                id.collection().tenant(),
                failure.text());
    }
}
