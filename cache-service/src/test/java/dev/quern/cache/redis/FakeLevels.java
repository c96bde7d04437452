package dev.quern.cache.redis;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Invalidation;
import dev.quern.cache.LocalLevels;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Levels that note what they are told. */
class FakeLevels implements LocalLevels {
    final AtomicInteger drops = new AtomicInteger();
    final AtomicInteger restarts = new AtomicInteger();
    /** Tenants of which something was missed and cannot be made good now. */
    final Set<String> owing = ConcurrentHashMap.newKeySet();

    @Override
    public void drop(Invalidation invalidation) throws InterruptedException {
        drops.incrementAndGet();
    }

    @Override
    public void dropReplaced(CacheKey key) {
        drops.incrementAndGet();
    }

    @Override
    public void dropChangeable(boolean diskToo) {
        if (diskToo) {
            restarts.incrementAndGet();
        }
    }

    @Override
    public boolean isSettled(String tenant) {
        return !owing.contains(tenant);
    }

    @Override
    public boolean settle(String tenant) {
        return !owing.contains(tenant);
    }
}
