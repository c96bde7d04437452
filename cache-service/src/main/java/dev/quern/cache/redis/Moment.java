package dev.quern.cache.redis;

import java.time.Duration;

/**
 * A point in time, by two clocks. The monotonic one is immune to changes of the time of day; the other one goes on
 * while a machine is suspended. Both have to agree that something is recent.
 */
record Moment(long nanoTime, long millis) {
    static final Moment NEVER = new Moment(0, 0);

    static Moment now() {
        return new Moment(System.nanoTime(), System.currentTimeMillis());
    }

    boolean isWithin(Duration duration) {
        return System.nanoTime() - nanoTime < duration.toNanos()
                && Math.abs(System.currentTimeMillis() - millis) < duration.toMillis();
    }
}
