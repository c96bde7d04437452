package dev.quern.cache;

/**
 * How one level does.
 *
 * @param reachable false when the service answers without it just now
 * @param hits since this replica started, as are the misses
 */
public record LevelStatistics(
        CacheLevel level, boolean enabled, boolean reachable, Usage usage, long hits, long misses) {
    static LevelStatistics off(CacheLevel level) {
        return new LevelStatistics(level, false, false, Usage.NONE, 0, 0);
    }
}
