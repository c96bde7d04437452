package dev.quern.cache;

/** A value and the level that had it. */
public record Hit(CachedValue value, CacheLevel level) {}
