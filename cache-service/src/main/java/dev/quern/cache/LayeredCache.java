package dev.quern.cache;

import dev.quern.protocol.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The levels as one cache: memory first, then the lower levels in their order. What a lower level has is copied into
 * memory; a put writes every level that takes values of its type, so that what falls out of memory for want of room is
 * still there; an invalidation returns when no level serves the values any more.
 *
 * <p>What the disk has is not copied into Redis: another replica may just have invalidated it there.
 *
 * <p>Lower levels change before memory does, and {@link Freshness} keeps readers that were under way from putting the
 * old value back, so after a put or an invalidation has returned no caller of this replica sees what was before.
 */
final class LayeredCache implements LocalLevels {
    private final ValueStore memory;
    private final List<ValueStore> lower;
    private final CacheMetrics metrics;
    private final Replicas replicas;
    private final Invalidating beside;
    private final Watchers watchers = new Watchers();
    private final List<StalenessListener> listeners = new CopyOnWriteArrayList<>();
    private final Freshness freshness = new Freshness();

    LayeredCache(ValueStore memory, List<? extends ValueStore> lower, CacheMetrics metrics) {
        this(memory, lower, metrics, Replicas.ALONE, Invalidating.NOTHING);
    }

    /**
     * @param lower stores that never throw {@link StoreUnavailableException} but on {@link ValueStore#check}
     * @param beside what goes with the values of the levels
     */
    LayeredCache(
            ValueStore memory,
            List<? extends ValueStore> lower,
            CacheMetrics metrics,
            Replicas replicas,
            Invalidating beside) {
        this.memory = memory;
        this.lower = List.copyOf(lower);
        this.metrics = metrics;
        this.replicas = replicas;
        this.beside = beside;
    }

    Optional<Hit> get(CacheKey key) throws InterruptedException {
        Optional<Hit> hit = find(key, true);
        if (hit.isEmpty()) {
            metrics.missed(key.type());
        }
        return hit;
    }

    /** As {@link #get}, uncounted: for those who look again and again, and for what nobody asks for yet. */
    Optional<Hit> load(CacheKey key) throws InterruptedException {
        return find(key, false);
    }

    private Optional<Hit> find(CacheKey key, boolean counted) throws InterruptedException {
        long stamp = freshness.stamp(key);
        Optional<CachedValue> hot = lookUp(memory, key, counted);
        if (hot.isPresent()) {
            return hot.map(value -> new Hit(value, memory.level()));
        }
        for (ValueStore store : lower) {
            Optional<CachedValue> found = store.takes(key.type()) ? lookUp(store, key, counted) : Optional.empty();
            if (found.isPresent()) {
                CachedValue value = found.get();
                freshness.ifStill(key, stamp, () -> memory.put(key, value));
                return Optional.of(new Hit(value, store.level()));
            }
        }
        return Optional.empty();
    }

    /** Looks into memory only, uncounted. */
    Optional<Hit> peek(CacheKey key) throws InterruptedException {
        return lookUp(memory, key, false).map(value -> new Hit(value, memory.level()));
    }

    /** Looks into memory only, for what suits the caller; anything else is not counted. */
    Optional<Hit> getHot(CacheKey key, Predicate<CachedValue> suits) throws InterruptedException {
        Optional<Hit> hit = peek(key).filter(found -> suits.test(found.value()));
        if (hit.isPresent()) {
            metrics.lookedUp(memory.level(), key.type(), true);
        }
        return hit;
    }

    void put(CacheKey key, CachedValue value) throws InterruptedException {
        for (ValueStore store : lower) {
            if (store.takes(key.type())) {
                store.put(key, value);
            }
        }
        freshness.outdate(key);
        memory.put(key, value);
        replicas.replaced(key);
        tellReplaced(key);
        metrics.put(key.type());
    }

    /** Makes the other replicas drop the values too, and waits for that as long as there is time. */
    Invalidated invalidate(Invalidation invalidation, Deadline deadline) throws InterruptedException {
        boolean told = false;
        try {
            long removed = invalidate(invalidation);
            // What is shared and has missed it would hand the values out again.
            told = isSettled(invalidation.tenant());
            return new Invalidated(removed, told && replicas.invalidated(invalidation, deadline));
        } finally {
            if (!told) {
                replicas.tellLater(invalidation);
            }
        }
    }

    /** @return how many values went from the level that lost most: levels hold copies of the same values */
    long invalidate(Invalidation invalidation) throws InterruptedException {
        listeners.forEach(listener -> listener.outdate(invalidation));
        long removed = 0;
        try {
            for (ValueStore store : lower) {
                removed = Math.max(removed, store.invalidate(invalidation));
            }
        } finally {
            // Also when the caller has gone: what it knew to be stale is stale.
            freshness.outdateAll();
            removed = Math.max(removed, memory.invalidate(invalidation));
            // What goes with the levels may be shared, and take its time.
            watchers.tell(invalidation);
            removed += beside.invalidate(invalidation);
        }
        return removed;
    }

    @Override
    public void drop(Invalidation invalidation) throws InterruptedException {
        listeners.forEach(listener -> listener.outdate(invalidation));
        dropLocally(invalidation);
        beside.forget(invalidation);
        watchers.tell(invalidation);
    }

    @Override
    public void dropReplaced(CacheKey key) throws InterruptedException {
        dropLocally(new Invalidation.OfKey(key));
        tellReplaced(key);
    }

    @Override
    public void dropChangeable(boolean diskToo) throws InterruptedException {
        listeners.forEach(StalenessListener::outdateAll);
        if (diskToo) {
            for (ValueStore store : lower) {
                if (!store.level().isShared()) {
                    store.dropChangeable();
                }
            }
        }
        freshness.outdateAll();
        memory.dropChangeable();
        beside.forgetAll();
        watchers.reset();
    }

    /** For as long as the levels are there. */
    void tell(StalenessListener listener) {
        listeners.add(listener);
    }

    /** Tells a tenant's invalidations, those of other replicas included. */
    Watch watch(String tenant) {
        return watchers.watch(tenant);
    }

    boolean isCoherent() {
        return replicas.isCoherent();
    }

    @Override
    public boolean isSettled(String tenant) {
        return lower.stream().allMatch(store -> store.isSettled(tenant)) && beside.isSettled(tenant);
    }

    @Override
    public boolean settle(String tenant) throws InterruptedException {
        for (ValueStore store : lower) {
            if (store.level().isShared() && !store.settle(tenant)) {
                return false;
            }
        }
        return beside.settle(tenant);
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

    /** Watchers may hold an older value, whether this replica has ever had it or not. */
    private void tellReplaced(CacheKey key) {
        if (key.type().canChange()) {
            watchers.tell(new Invalidation.OfKey(key));
        }
    }

    private void dropLocally(Invalidation invalidation) throws InterruptedException {
        for (ValueStore store : lower) {
            if (!store.level().isShared()) {
                store.invalidate(invalidation);
            }
        }
        if (invalidation instanceof Invalidation.OfKey one) {
            freshness.outdate(one.key());
        } else {
            freshness.outdateAll();
        }
        memory.invalidate(invalidation);
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

    private Optional<CachedValue> lookUp(ValueStore store, CacheKey key, boolean counted) throws InterruptedException {
        Optional<CachedValue> found = read(store, key);
        if (counted) {
            metrics.lookedUp(store.level(), key.type(), found.isPresent());
        }
        return found;
    }

    private Optional<CachedValue> read(ValueStore store, CacheKey key) throws InterruptedException {
        return replicas.trusts(store.level(), key.type()) ? store.get(key) : Optional.empty();
    }
}
