package dev.quern.cache;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Leases of two replicas, of which the other takes and gives what the test says. */
final class FakeLeases implements FlightLeases {
    final Set<CacheKey> mine = ConcurrentHashMap.newKeySet();
    /** Whether the other replica has every lease. */
    volatile boolean elsewhere;

    volatile int asked;

    @Override
    public synchronized boolean take(CacheKey key, Duration lapse) {
        asked++;
        if (!elsewhere) {
            mine.add(key);
        }
        return !elsewhere;
    }

    @Override
    public void give(CacheKey key) {
        mine.remove(key);
    }
}
