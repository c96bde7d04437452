package dev.quern.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The levels as one cache: memory first, then the lower levels in their order. What a lower level has is copied into
 * memory; a put writes every level; an invalidation returns when no level serves the values any more.
 *
 * <p>Lower levels change before memory does, and {@link Freshness} keeps readers that were under way from putting the
 * old value back, so after a put or an invalidation has returned no caller of this replica sees what was before.
 */
final class LayeredCache {
    private final ValueStore memory;
    private final List<ValueStore> lower;
    private final CacheMetrics metrics;
    private final Freshness freshness = new Freshness();

    /** @param lower stores that never throw {@link StoreUnavailableException} but on {@link ValueStore#check} */
    LayeredCache(ValueStore memory, List<? extends ValueStore> lower, CacheMetrics metrics) {
        this.memory = memory;
        this.lower = List.copyOf(lower);
        this.metrics = metrics;
    }

    Optional<Hit> get(CacheKey key) throws InterruptedException {
        long stamp = freshness.stamp(key);
        Optional<CachedValue> hot = lookUp(memory, key);
        if (hot.isPresent()) {
            return hot.map(value -> new Hit(value, memory.level()));
        }
        for (ValueStore store : lower) {
            Optional<CachedValue> found = lookUp(store, key);
            if (found.isPresent()) {
                CachedValue value = found.get();
                freshness.ifStill(key, stamp, () -> memory.put(key, value));
                return Optional.of(new Hit(value, store.level()));
            }
        }
        metrics.missed(key.type());
        return Optional.empty();
    }

    /** Looks into memory only, uncounted. */
    Optional<Hit> peek(CacheKey key) throws InterruptedException {
        return memory.get(key).map(value -> new Hit(value, memory.level()));
    }

    void put(CacheKey key, CachedValue value) throws InterruptedException {
        for (ValueStore store : lower) {
            store.put(key, value);
        }
        freshness.outdate(key);
        memory.put(key, value);
        metrics.put(key.type());
    }

    /** @return how many values went from the level that lost most: levels hold copies of the same values */
    long invalidate(Invalidation invalidation) throws InterruptedException {
        long removed = 0;
        try {
            for (ValueStore store : lower) {
                removed = Math.max(removed, store.invalidate(invalidation));
            }
        } finally {
            // Also when the caller has gone: what it knew to be stale is stale.
            freshness.outdateAll();
            removed = Math.max(removed, memory.invalidate(invalidation));
        }
        return removed;
    }

    /** One for each level that there could be, the fastest first. */
    List<LevelStatistics> statistics() throws InterruptedException {
        List<LevelStatistics> statistics = new ArrayList<>();
        for (CacheLevel level : CacheLevel.values()) {
            Optional<ValueStore> store = store(level);
            statistics.add(store.isPresent() ? statistics(store.get()) : LevelStatistics.off(level));
        }
        return statistics;
    }

    private LevelStatistics statistics(ValueStore store) throws InterruptedException {
        boolean reachable = true;
        Usage usage = Usage.NONE;
        try {
            store.check();
            usage = store.usage();
        } catch (StoreUnavailableException away) {
            reachable = false;
        }
        CacheLevel level = store.level();
        return new LevelStatistics(level, true, reachable, usage, metrics.hits(level), metrics.misses(level));
    }

    private Optional<ValueStore> store(CacheLevel level) {
        return Stream.concat(Stream.of(memory), lower.stream())
                .filter(store -> store.level() == level)
                .findAny();
    }

    private Optional<CachedValue> lookUp(ValueStore store, CacheKey key) throws InterruptedException {
        Optional<CachedValue> found = store.get(key);
        metrics.lookedUp(store.level(), key.type(), found.isPresent());
        return found;
    }
}
