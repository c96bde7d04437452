package dev.quern.retrieval;

import java.time.Duration;

/** How many chunks of a document are added: recorded now and then, and never more than there are. */
final class Progress {
    private static final long NOW_AND_THEN = Duration.ofSeconds(1).toNanos();

    private final DocumentStore store;
    private final Document document;
    private final int total;
    private int done;
    private int recorded;
    private long recordedAt = System.nanoTime();

    Progress(DocumentStore store, Document document, int total) {
        this.store = store;
        this.document = document;
        this.total = total;
        // Another number of chunks than last time: the chunker was changed meanwhile, and those that are there are not
        // ours.
        boolean resumes = document.state() == DocumentState.INDEXING && document.chunksTotal() == total;
        done = resumes ? Math.min(total, store.kept(document)) : 0;
        recorded = done;
    }

    int done() {
        return done;
    }

    /** Shows that it has begun. */
    void begin() {
        store.update(document.indexing(done, total));
    }

    /** So many more are added. */
    void advance(int chunks) {
        done += chunks;
        if (done < total && System.nanoTime() - recordedAt > NOW_AND_THEN) {
            record();
        }
    }

    /** Keeps what was reached for the next try, where the store lets it. */
    void save(RuntimeException reason) {
        if (done > recorded) {
            try {
                record();
            } catch (RuntimeException failure) {
                reason.addSuppressed(failure);
            }
        }
    }

    private void record() {
        store.update(document.indexing(done, total));
        recorded = done;
        recordedAt = System.nanoTime();
    }
}
