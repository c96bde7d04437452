package dev.quern.retrieval;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Tells how documents change, as it happens. */
public final class Watching {
    private static final int MOST_DOCUMENTS = 100;
    private static final Duration BUSY = Duration.ofSeconds(5);
    private static final long SHORTEST_MILLIS = 200;
    private static final long LONGEST_MILLIS = 2_000;

    private final DocumentStore store;
    private final Semaphore watchers;

    Watching(DocumentStore store, int watchers) {
        this.store = store;
        this.watchers = new Semaphore(watchers);
    }

    /** Who is told. */
    @FunctionalInterface
    public interface Watcher {
        /** @param now as the document is now; empty when it is gone */
        void see(DocumentId id, Optional<Document> now) throws InterruptedException;
    }

    /** Shows each of the documents at once, then each change, and returns when all are READY, FAILED or gone. */
    public void watch(Call call, CollectionId collection, List<String> names, Watcher watcher)
            throws InterruptedException {
        Set<DocumentId> open = new LinkedHashSet<>();
        names.forEach(name -> open.add(new DocumentId(collection, name)));
        if (open.isEmpty() || names.size() > MOST_DOCUMENTS) {
            throw QuernException.invalid("document_ids", "`document_ids` has 1 to " + MOST_DOCUMENTS + " documents.");
        }
        if (store.state(collection).isEmpty()) {
            throw Catalogue.unknown(collection);
        }
        if (!watchers.tryAcquire()) {
            throw QuernException.overloaded("Too many documents are being watched at the moment.", BUSY);
        }
        try {
            watch(call, open, watcher);
        } finally {
            watchers.release();
        }
    }

    private void watch(Call call, Set<DocumentId> open, Watcher watcher) throws InterruptedException {
        Map<DocumentId, Document> seen = new HashMap<>();
        long wait = SHORTEST_MILLIS;
        while (true) {
            boolean changed = false;
            for (DocumentId id : List.copyOf(open)) {
                Optional<Document> now = store.document(id);
                if (now.isEmpty() || !now.get().equals(seen.get(id))) {
                    changed = true;
                    watcher.see(id, now);
                }
                now.ifPresent(document -> seen.put(id, document));
                if (now.isEmpty() || !now.get().isUnfinished()) {
                    open.remove(id);
                }
            }
            if (open.isEmpty()) {
                return;
            }
            wait = changed ? SHORTEST_MILLIS : Math.min(LONGEST_MILLIS, wait * 3 / 2);
            Thread.sleep(Math.min(wait, call.deadline().remaining().toMillis() + 1));
            call.ensureWanted();
        }
    }
}
