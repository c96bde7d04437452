package dev.quern.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The invalidations that came while a value was being computed; more than a few of them count as one of everything. */
final class Staleness {
    private static final int MOST = 16;

    private final List<Invalidation> invalidations = new ArrayList<>();

    synchronized void add(Invalidation invalidation) {
        if (invalidations.size() < MOST) {
            invalidations.add(invalidation);
        } else {
            invalidations.set(MOST - 1, new Invalidation.OfTenant(invalidation.tenant()));
        }
    }

    /** Whether a value under {@code key} that is made from {@code tags} may be made from what is stale. */
    synchronized boolean covers(CacheKey key, Set<Tag> tags) {
        return invalidations.stream().anyMatch(invalidation -> invalidation.covers(key, tags));
    }
}
