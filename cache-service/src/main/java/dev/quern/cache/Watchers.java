package dev.quern.cache;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Those who want to hear of a tenant's invalidations as they happen. */
final class Watchers {
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

    /** To be closed by who watches. */
    Watch watch(String tenant) {
        Watch watch = new Watch(tenant, watches::remove);
        watches.add(watch);
        return watch;
    }

    void tell(Invalidation invalidation) {
        for (Watch watch : watches) {
            watch.tell(invalidation);
        }
    }

    /** Something may have been missed, nobody knows what. */
    void reset() {
        watches.forEach(Watch::reset);
    }

    int count() {
        return watches.size();
    }
}
