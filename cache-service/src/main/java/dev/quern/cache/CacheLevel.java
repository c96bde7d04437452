package dev.quern.cache;

import java.util.Locale;

/** Where a value was found, the fastest first. */
public enum CacheLevel {
    MEMORY,
    REDIS,
    DISK;

    /** Whether all replicas have it together; otherwise each has its own. */
    boolean isShared() {
        return switch (this) {
            case REDIS -> true;
            case MEMORY, DISK -> false;
        };
    }

    /** As it is written in metrics and health. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
