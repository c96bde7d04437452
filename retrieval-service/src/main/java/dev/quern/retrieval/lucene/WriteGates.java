package dev.quern.retrieval.lucene;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.CollectionId;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;

/** Keeps changes away from a collection while a successor takes its place. A successor has no gate. */
final class WriteGates {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Not owned by threads: the one that closes a gate need not be the one that opens it. */
    private final Map<CollectionId, Gate> gates = new ConcurrentHashMap<>();

    /** There as long as somebody passes it or has closed it, or waits to. */
    private static final class Gate {
        private final StampedLock lock = new StampedLock();
        private int users;
    }

    @FunctionalInterface
    interface Change<T> {
        T make() throws IOException;
    }

    /** Waits while the gate is closed, but not long. */
    <T> T pass(CollectionId id, Change<T> change) throws IOException {
        if (id.successor()) {
            return change.make();
        }
        StampedLock lock = enter(id);
        try {
            long stamp = waitFor(() -> lock.tryReadLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
            try {
                return change.make();
            } finally {
                lock.unlockRead(stamp);
            }
        } finally {
            leave(id);
        }
    }

    /** Waits for changes under way, but not long; returns what opens the gate again. */
    Runnable close(CollectionId id) {
        StampedLock lock = enter(id);
        try {
            long stamp = waitFor(() -> lock.tryWriteLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
            return () -> {
                lock.unlockWrite(stamp);
                leave(id);
            };
        } catch (Throwable failure) {
            leave(id);
            throw failure;
        }
    }

    /** Of how many collections somebody is at the gate. */
    int size() {
        return gates.size();
    }

    @FunctionalInterface
    private interface Attempt {
        long stamp() throws InterruptedException;
    }

    private static long waitFor(Attempt attempt) {
        try {
            long stamp = attempt.stamp();
            if (stamp == 0) {
                throw new QuernException(
                                ErrorCode.SERVICE_UNAVAILABLE,
                                "The collection is being replaced by its rebuilt self; try again.")
                        .withService("lucene")
                        .withRetryAfter(Duration.ofSeconds(1));
            }
            return stamp;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QuernException.of(e);
        }
    }

    private StampedLock enter(CollectionId id) {
        return gates.compute(id, (_, there) -> {
                    Gate gate = there == null ? new Gate() : there;
                    gate.users++;
                    return gate;
                })
                .lock;
    }

    private void leave(CollectionId id) {
        gates.computeIfPresent(id, (_, gate) -> --gate.users == 0 ? null : gate);
    }
}
