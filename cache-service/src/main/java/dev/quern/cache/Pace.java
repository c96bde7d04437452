package dev.quern.cache;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The pace of work that must not be in the way of others: never faster than its rate, and a fifth of that while values
 * are being looked up, so that it ends nevertheless.
 */
final class Pace {
    private static final int YIELDS = 4;
    /** Below this many lookups a second nobody is delayed. */
    private static final double QUIET = 500;

    private final Duration pause;
    private final LongSupplier lookups;
    private long seen;

    /** @param lookups a count that rises */
    Pace(int perSecond, LongSupplier lookups) {
        if (perSecond < 1 || perSecond > 1_000_000) {
            throw new IllegalArgumentException("quern.cache.warming.rate must be between 1 and 1,000,000");
        }
        this.pause = Duration.ofSeconds(1).dividedBy(perSecond);
        this.lookups = lookups;
        this.seen = lookups.getAsLong();
    }

    /** Waits for the time of the next piece of work. */
    void await() throws InterruptedException {
        for (int yielded = 0; yielded <= YIELDS; yielded++) {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            long before = seen;
            seen = lookups.getAsLong();
            if (seen - before <= Math.ceil(QUIET * pause.toNanos() / 1e9)) {
                return;
            }
        }
    }
}
