package dev.quern.cache.semantic;

import java.util.concurrent.atomic.AtomicLong;

/** What all shelves hold together. */
final class Totals {
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong evictions = new AtomicLong();

    void changed(int moreEntries, long moreBytes) {
        entries.addAndGet(moreEntries);
        bytes.addAndGet(moreBytes);
    }

    void evicted(int count) {
        evictions.addAndGet(count);
    }

    long entries() {
        return entries.get();
    }

    long bytes() {
        return bytes.get();
    }

    long evictions() {
        return evictions.get();
    }
}
