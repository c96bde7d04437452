package dev.quern.cache;

import java.time.Duration;
import java.util.function.LongSupplier;

/** What is asked for, whether it is there or not: the hot keys, and how much room they would need. */
record Demand(HotKeys hotKeys, MissRatioCurve curve) {

    static Demand of(CacheConfig.Statistics config, int entries, LongSupplier nanoTime) {
        require(config.keys() >= 100 && config.keys() <= 1_000_000, "keys", "between 100 and 1,000,000");
        require(config.hotKeys() >= 0 && config.hotKeys() <= 1_000, "hot-keys", "between 0 and 1,000");
        require(config.halfLife().compareTo(Duration.ofMinutes(1)) >= 0, "half-life", "at least 1 minute");
        return new Demand(
                new HotKeys(config.keys(), config.halfLife(), nanoTime),
                new MissRatioCurve(entries, config.keys(), config.halfLife(), nanoTime));
    }

    void asked(CacheKey key) {
        hotKeys.asked(key);
        curve.asked(key);
    }

    private static void require(boolean plausible, String setting, String what) {
        if (!plausible) {
            throw new IllegalArgumentException("quern.cache.statistics." + setting + " must be " + what);
        }
    }
}
