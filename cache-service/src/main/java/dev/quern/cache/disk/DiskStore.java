package dev.quern.cache.disk;

import dev.quern.cache.CacheKey;
import dev.quern.cache.CacheLevel;
import dev.quern.cache.CachedValue;
import dev.quern.cache.Invalidation;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.cache.Usage;
import dev.quern.cache.ValueCodec;
import dev.quern.cache.ValueStore;
import dev.quern.cache.ValueType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Values on this replica's own disk, for those that are large or dear. A put never waits for the disk: it is written
 * behind, and left out when too much waits already. (After a failure one in a second finds out whether it works again.) An invalidation is on the disk when it returns, so that nothing
 * that it covers comes back after a crash.
 *
 * <p>What is torn or damaged is a miss, and never a wrong value: each record has its checksums, and a log of which any
 * entry is damaged is given up as a whole, since the damaged one could have been an invalidation.
 */
public final class DiskStore implements ValueStore, AutoCloseable {
    private final DiskSettings settings;
    private final InstantSource clock;
    private final ValueCodec codec;
    private final Shelf shelf;

    /** Touches no file: that happens at the first use. */
    public DiskStore(DiskSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.codec = new ValueCodec(settings.compressAbove());
        this.shelf = new Shelf(settings, clock);
    }

    @Override
    public CacheLevel level() {
        return CacheLevel.DISK;
    }

    @Override
    public boolean takes(ValueType type) {
        return settings.types().contains(type);
    }

    @Override
    public Optional<CachedValue> get(CacheKey key) {
        Instant now = clock.instant();
        return shelf.find(key)
                .flatMap(body -> codec.decode(body, 0))
                .filter(value -> !value.remaining(now).isZero());
    }

    @Override
    public void put(CacheKey key, CachedValue value) {
        Instant now = clock.instant();
        if (value.remaining(now).isZero()) {
            shelf.drop(new Invalidation.OfKey(key));
            return;
        }
        CachedValue kept = value.endingBy(now.plus(settings.longest()));
        shelf.put(new LogEntry.Put(key, kept.tags(), kept.expiresAt().toEpochMilli()), codec.encode(kept));
    }

    @Override
    public long invalidate(Invalidation invalidation) {
        return shelf.drop(invalidation);
    }

    @Override
    public void dropChangeable() {
        shelf.dropChangeable();
    }

    @Override
    public Usage usage() {
        return shelf.usage();
    }

    /** @throws StoreUnavailableException when the folder cannot be written to */
    @Override
    public void check() {
        shelf.check();
    }

    /** Whether what an earlier run has left is found by now, and everything that was put is on the disk. */
    boolean isSettled() {
        return shelf.isSettled();
    }

    /** Writes what waits no more, since it is a cache; what it has replaced does not come back. */
    @Override
    public void close() {
        shelf.close();
    }
}
