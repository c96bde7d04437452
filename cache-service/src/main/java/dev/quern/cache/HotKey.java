package dev.quern.cache;

/**
 * A key that is asked for often.
 *
 * @param count of lookups, less than the true number by a bounded error; older ones count less
 */
public record HotKey(CacheKey key, long count) {}
