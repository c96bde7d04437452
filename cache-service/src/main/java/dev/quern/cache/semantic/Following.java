package dev.quern.cache.semantic;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** How far a shelf has followed the archive. Several threads may read that, one at a time applies what it has read. */
final class Following {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final AtomicBoolean busy = new AtomicBoolean();
    private final ReentrantLock applying = new ReentrantLock();
    private volatile SemanticArchive.Position position = SemanticArchive.Position.BEGIN;
    private final AtomicLong removals = new AtomicLong();
    private volatile Instant next = Instant.MIN;

    /** Whether the caller should follow in the background now; if so it calls {@link #end}. */
    boolean begin(Instant now) {
        return !now.isBefore(next) && busy.compareAndSet(false, true);
    }

    void end(Instant now) {
        next = now.plus(PERIOD);
        busy.set(false);
    }

    /** To be called after the archive has been told to remove something and before the shelf is. */
    void removing() {
        removals.incrementAndGet();
    }

    /** Removals so far: what the archive told before the last of them may not be true any more. */
    long removals() {
        return removals.get();
    }

    /**
     * Applies what was read from a position on, unless another thread has gone on from there meanwhile.
     *
     * @param application short, and never waits for the archive
     * @return false when another thread has
     */
    boolean apply(SemanticArchive.Position from, Runnable application) {
        applying.lock();
        try {
            if (!position.equals(from)) {
                return false;
            }
            application.run();
            return true;
        } finally {
            applying.unlock();
        }
    }

    SemanticArchive.Position position() {
        return position;
    }

    void reached(SemanticArchive.Position newPosition) {
        position = newPosition;
    }
}
