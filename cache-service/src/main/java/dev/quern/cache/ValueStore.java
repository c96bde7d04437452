package dev.quern.cache;

import java.util.Optional;

/**
 * One level of the cache. Every method may throw {@link StoreUnavailableException}, within a short time; the caller
 * then does not know whether a write took place.
 */
public interface ValueStore {
    CacheLevel level();

    /** Never a value that has expired, or that an invalidation which has returned covers. */
    Optional<CachedValue> get(CacheKey key) throws InterruptedException;

    /** Replaces what was stored under the key. The store may drop it again at any time. */
    void put(CacheKey key, CachedValue value) throws InterruptedException;

    /**
     * Drops what {@code invalidation} covers, and possibly other values of the same tenant. Of a value that is put
     * meanwhile nothing is promised.
     *
     * @return how many values went, as far as that is known
     */
    long invalidate(Invalidation invalidation) throws InterruptedException;

    Usage usage() throws InterruptedException;

    /** Throws unless the store can be used now. */
    void check() throws InterruptedException;
}
