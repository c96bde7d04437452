package dev.quern.cache.disk;

import dev.quern.cache.ValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * What the disk level keeps, and where.
 *
 * @param folder of this process alone
 * @param bytes on the disk at most
 * @param entries at most; each also takes some hundred bytes of memory
 * @param longest that a value is kept, whatever its own time to live
 * @param types that are kept at all
 * @param compressAbove bytes
 * @param queue bytes of values that may wait to be written; what comes on top is left out
 */
public record DiskSettings(
        Path folder, long bytes, int entries, Duration longest, Set<ValueType> types, long compressAbove, long queue) {
    private static final long LEAST_BYTES = 64L * 1024 * 1024;
    /** Space that is given back at a time, and so what a little too much costs. */
    private static final int SEGMENTS = 16;

    public DiskSettings {
        types = Set.copyOf(types);
        require(bytes >= LEAST_BYTES, "bytes must be at least 64M");
        require(entries >= 1, "entries must be at least 1");
        require(longest.isPositive(), "time-to-live must be more than nothing");
        require(queue >= 1, "queue must be at least 1");
    }

    long segmentBytes() {
        return Math.min(bytes / SEGMENTS, Integer.MAX_VALUE / 2);
    }

    private static void require(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalArgumentException("quern.cache.disk." + sentence);
        }
    }
}
