package dev.quern.cache;

import java.util.List;
import java.util.Optional;

/**
 * One level of the cache. Every method may throw {@link StoreUnavailableException}, within a short time; the caller
 * then does not know whether a write took place.
 */
public interface ValueStore {
    CacheLevel level();

    /** Whether values of the type are kept here at all: for others this level is not asked. */
    default boolean takes(ValueType type) {
        return true;
    }

    /** Never a value that has expired, or that an invalidation which has returned covers. */
    Optional<CachedValue> get(CacheKey key) throws InterruptedException;

    /**
     * Replaces what was stored under the key. The store may drop it again at any time.
     *
     * @throws StoreFullException when it drops it at once for want of room, and what was there before too
     */
    void put(CacheKey key, CachedValue value) throws InterruptedException;

    /**
     * Drops what {@code invalidation} covers, and possibly other values of the same tenant. Of a value that is put
     * meanwhile nothing is promised.
     *
     * @return how many values went, as far as that is known
     */
    long invalidate(Invalidation invalidation) throws InterruptedException;

    /**
     * Drops every value, of all tenants, whose type {@linkplain ValueType#canChange can change}. Only of a level that a
     * replica has for itself.
     */
    default void dropChangeable() throws InterruptedException {
        throw new UnsupportedOperationException("not at this level: " + level());
    }

    /** Whether every invalidation of the tenant that has returned took place here; otherwise it still will. */
    default boolean isSettled(String tenant) {
        return true;
    }

    /** Makes good what an invalidation of the tenant has missed, if that is possible now; returns whether it is done. */
    default boolean settle(String tenant) throws InterruptedException {
        return true;
    }

    Usage usage() throws InterruptedException;

    /** Throws unless the store can be used now. */
    void check() throws InterruptedException;

    /** Names the part of the store that has what a tenant has. Parts fail one by one. */
    default String part(String tenant) {
        return "";
    }

    /** What its operator should change although it works, known without asking; usually nothing. */
    default List<String> advice() {
        return List.of();
    }
}
