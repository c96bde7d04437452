package dev.quern.cache.disk;

import dev.quern.cache.ValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;

/** Disk levels of tests. */
final class Disks {
    static final long BYTES = 64L * 1024 * 1024;
    static final long QUEUE = 32L * 1024 * 1024;

    private Disks() {}

    static DiskStore in(Path folder) {
        return in(folder, 100_000, QUEUE);
    }

    static DiskStore in(Path folder, int entries, long queue) {
        return new DiskStore(
                new DiskSettings(
                        folder, BYTES, entries, Duration.ofHours(1), EnumSet.allOf(ValueType.class), 1_024, queue),
                InstantSource.system());
    }
}
