package dev.quern.cache;

/**
 * What became of an invalidation.
 *
 * @param removed values
 * @param confirmed whether no replica serves any of the values any more; otherwise that comes true later
 */
public record Invalidated(long removed, boolean confirmed) {}
