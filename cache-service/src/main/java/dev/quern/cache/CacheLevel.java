package dev.quern.cache;

import java.util.Locale;

/** Where a value was found, the fastest first. */
public enum CacheLevel {
    MEMORY,
    REDIS;

    /** As it is written in metrics and health. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
