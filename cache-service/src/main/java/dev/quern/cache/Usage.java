package dev.quern.cache;

import java.time.Duration;

/**
 * What a store holds, and how many values it has dropped for want of room.
 *
 * @param meanAge of the values that are there; zero where the store does not know
 */
public record Usage(long entries, long bytes, long evictions, Duration meanAge) {
    static final Usage NONE = new Usage(0, 0, 0);

    public Usage(long entries, long bytes, long evictions) {
        this(entries, bytes, evictions, Duration.ZERO);
    }
}
