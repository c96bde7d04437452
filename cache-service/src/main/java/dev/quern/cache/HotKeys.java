package dev.quern.cache;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The keys that are asked for most, in a fixed room: the frequent items of Misra and Gries (1982), purged many at a time
 * as in Anderson et al., A High-Performance Algorithm for Identifying Frequent Items in Data Streams (IMC 2017). When
 * the room is full, the median of the counts is taken off all of them and what has none left goes. A count is never too
 * high, and too low by at most {@code 2 / capacity} of all lookups. Counts halve with every half-life.
 */
final class HotKeys {
    private final int capacity;
    private final long halfLife;
    private final LongSupplier nanoTime;
    private final Map<CacheKey, Count> counts;
    private final ReentrantLock lock = new ReentrantLock();
    private long halvedAt;

    HotKeys(int capacity, Duration halfLife, LongSupplier nanoTime) {
        this.capacity = capacity;
        this.halfLife = halfLife.toNanos();
        this.nanoTime = nanoTime;
        this.counts = HashMap.newHashMap(capacity);
        this.halvedAt = nanoTime.getAsLong();
    }

    /** Leaves the lookup out when another is being counted just now: nobody waits for statistics. */
    void asked(CacheKey key) {
        if (lock.tryLock()) {
            try {
                count(key);
            } finally {
                lock.unlock();
            }
        }
    }

    /** By falling count. */
    List<HotKey> top(int most) {
        lock.lock();
        try {
            age();
            return counts.entrySet().stream()
                    .map(entry -> new HotKey(entry.getKey(), entry.getValue().value))
                    .sorted(Comparator.comparingLong(HotKey::count).reversed())
                    .limit(most)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private void count(CacheKey key) {
        Count known = counts.get(key);
        if (known != null) {
            known.value++;
            return;
        }
        age();
        if (counts.size() >= capacity) {
            purge();
        }
        counts.put(key, new Count());
    }

    private void purge() {
        long[] values = counts.values().stream().mapToLong(count -> count.value).toArray();
        Arrays.sort(values);
        long median = values[values.length / 2];
        counts.values().removeIf(count -> (count.value -= median) <= 0);
    }

    private void age() {
        long now = nanoTime.getAsLong();
        for (; now - halvedAt >= halfLife && !counts.isEmpty(); halvedAt += halfLife) {
            counts.values().removeIf(count -> (count.value /= 2) == 0);
        }
        if (counts.isEmpty()) {
            halvedAt = now;
        }
    }

    private static final class Count {
        private long value = 1;
    }
}
