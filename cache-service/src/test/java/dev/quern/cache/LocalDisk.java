package dev.quern.cache;

import dev.quern.cache.caffeine.CaffeineStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** What stands for the disk of a replica: it outlives the replica. */
final class LocalDisk implements ValueStore {
    private final CaffeineStore store =
            new CaffeineStore(100_000, 100_000_000, Duration.ofHours(1), InstantSource.system());

    @Override
    public CacheLevel level() {
        return CacheLevel.DISK;
    }

    @Override
    public Optional<CachedValue> get(CacheKey key) {
        return store.get(key);
    }

    @Override
    public void put(CacheKey key, CachedValue value) {
        store.put(key, value);
    }

    @Override
    public long invalidate(Invalidation invalidation) {
        return store.invalidate(invalidation);
    }

    @Override
    public void dropChangeable() {
        store.dropChangeable();
    }

    @Override
    public Usage usage() {
        return store.usage();
    }

    @Override
    public void check() {}
}
