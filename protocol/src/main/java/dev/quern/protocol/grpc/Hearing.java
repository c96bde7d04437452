package dev.quern.protocol.grpc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * What is heard of one tenant's invalidations. Keys share a fixed number of stamps: what becomes of one key costs a few
 * others their copies too, and what may concern any key costs all of them theirs.
 */
final class Hearing {
    /** Nothing is heard. */
    static final long DEAF = 0;
    /**
     * The replica that tells of an invalidation need not be the one that has the value, which may be slower to hear of
     * it. What that one says meanwhile is not kept: nothing would tell of it again.
     */
    static final Duration QUIET = Duration.ofSeconds(5);

    private static final int STRIPES = 1_024;
    private static final Event NONE = new Event(DEAF, 0);

    private final LongSupplier nanos;
    private final AtomicReferenceArray<Event> last = new AtomicReferenceArray<>(STRIPES);

    /** @param at as the clock told */
    private record Event(long stamp, long at) {}

    /** @param nanos a clock as {@link System#nanoTime} */
    Hearing(LongSupplier nanos) {
        this.nanos = nanos;
        deaf();
    }

    /** Changes with every event that may concern the key. */
    long stamp(String key) {
        return last.get(stripe(key)).stamp();
    }

    /** As {@link #stamp}, but {@link #DEAF} while a value that is asked for now may be one from before the last event. */
    long settledStamp(String key) {
        Event event = last.get(stripe(key));
        return nanos.getAsLong() - event.at() < QUIET.toNanos() ? DEAF : event.stamp();
    }

    /** @param stamp one that was never given before */
    void changed(String key, long stamp) {
        last.set(stripe(key), new Event(stamp, nanos.getAsLong()));
    }

    /** @param stamp one that was never given before */
    void everythingChanged(long stamp) {
        setAll(new Event(stamp, nanos.getAsLong()));
    }

    void deaf() {
        setAll(NONE);
    }

    private void setAll(Event event) {
        for (int i = 0; i < STRIPES; i++) {
            last.set(i, event);
        }
    }

    private static int stripe(String key) {
        return Math.floorMod(key.hashCode(), STRIPES);
    }
}
