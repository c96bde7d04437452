package dev.quern.cache;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Hits among lookups, since the start and over the last while: remembers the counts at the beginning of each of the
 * last 360 slots of 10 s.
 */
final class HitRate {
    private static final long SLOT = Duration.ofSeconds(10).toNanos();
    private static final int SLOTS = 361;

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final long[] hitsBefore = new long[SLOTS];
    private final long[] missesBefore = new long[SLOTS];
    private final ReentrantLock rolling = new ReentrantLock();
    private final LongSupplier nanoTime;
    private final long start;
    private volatile long slot;

    HitRate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    void hit() {
        roll();
        hits.increment();
    }

    void miss() {
        roll();
        misses.increment();
    }

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }

    /**
     * Over {@code window}, one hour at most, and up to 10 s more; empty when nothing was looked up in it.
     */
    OptionalDouble over(Duration window) {
        roll();
        rolling.lock();
        try {
            int since = (int) (Math.max(0, slot - window.toNanos() / SLOT) % SLOTS);
            long lately = hits.sum() - hitsBefore[since];
            long all = lately + misses.sum() - missesBefore[since];
            return all == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) lately / all);
        } finally {
            rolling.unlock();
        }
    }

    private void roll() {
        long now = (nanoTime.getAsLong() - start) / SLOT;
        if (now == slot) {
            return;
        }
        rolling.lock();
        try {
            // Nothing was counted in slots that nobody rolled to.
            for (long next = Math.max(slot + 1, now - SLOTS + 1); next <= now; next++) {
                hitsBefore[(int) (next % SLOTS)] = hits.sum();
                missesBefore[(int) (next % SLOTS)] = misses.sum();
            }
            slot = Math.max(slot, now);
        } finally {
            rolling.unlock();
        }
    }
}
