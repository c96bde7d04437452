package dev.quern.cache;

/**
 * How far loading what was hot in the last run is.
 *
 * @param failed keys that no level had any more
 */
public record WarmingStatistics(boolean running, long planned, long loaded, long failed) {
    static final WarmingStatistics NONE = new WarmingStatistics(false, 0, 0, 0);
}
