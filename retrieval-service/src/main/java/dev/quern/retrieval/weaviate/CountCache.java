package dev.quern.retrieval.weaviate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Remembers what was counted in the collections used last, each at its version: counting reads every record. */
final class CountCache {
    private static final int LARGEST = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, DocumentRecords.Counts> counts = new LinkedHashMap<>(16, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, DocumentRecords.Counts> eldest) {
            return size() > LARGEST;
        }
    };

    /**
     * @param count counts after the record was read, so that nothing is missing that its version knows
     */
    DocumentRecords.Counts get(CollectionRecord collection, Supplier<DocumentRecords.Counts> count) {
        // A version is a ULID, which no two collections share.
        String version = collection.version();
        lock.lock();
        try {
            DocumentRecords.Counts known = counts.get(version);
            if (known != null) {
                return known;
            }
        } finally {
            lock.unlock();
        }
        DocumentRecords.Counts counted = count.get();
        lock.lock();
        try {
            counts.put(version, counted);
        } finally {
            lock.unlock();
        }
        return counted;
    }
}
