package dev.quern.cache;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was put, invalidated and read, by one clock, and whether it fits together: no read that began after an
 * invalidation was confirmed returns a value whose put had returned before that invalidation began. Checked while it is
 * recorded, exactly.
 */
final class History {
    private final AtomicLong values = new AtomicLong();
    /** When the put of a value had returned. */
    private final ConcurrentMap<String, Long> putAt = new ConcurrentHashMap<>();
    /** By key: what had been put by then must not be served any more. */
    private final Map<CacheKey, AtomicLong> deadBefore = new ConcurrentHashMap<>();

    private final Set<String> violations = ConcurrentHashMap.newKeySet();

    History(Iterable<CacheKey> keys) {
        keys.forEach(key -> deadBefore.put(key, new AtomicLong(Long.MIN_VALUE)));
    }

    String newValue() {
        return Long.toString(values.incrementAndGet());
    }

    void putReturned(String value) {
        putAt.put(value, System.nanoTime());
    }

    void confirmed(Iterable<CacheKey> covered, long begunAt) {
        for (CacheKey key : covered) {
            of(key).accumulateAndGet(begunAt, Math::max);
        }
    }

    /** To be asked before a read begins. */
    long deadBefore(CacheKey key) {
        return of(key).get();
    }

    void read(CacheKey key, String value, long deadBefore) {
        Long at = putAt.get(value);
        if (at != null && at < deadBefore) {
            violations.add(key + " returned " + value + ", which was put " + (deadBefore - at)
                    + " ns before an invalidation that was confirmed");
        }
    }

    Set<String> violations() {
        return violations;
    }

    private AtomicLong of(CacheKey key) {
        return java.util.Objects.requireNonNull(deadBefore.get(key));
    }
}
