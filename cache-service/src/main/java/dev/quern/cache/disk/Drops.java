package dev.quern.cache.disk;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Invalidation;
import dev.quern.cache.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The invalidations that were read from a log, for finding out which of the values before them they cover. */
final class Drops {
    private static final int MOST_PATTERNS = 1_000;

    private final Map<CacheKey, Long> keys = new HashMap<>();
    private final Map<TenantTag, Long> tags = new HashMap<>();
    private final Map<String, Long> tenants = new HashMap<>();
    private final List<PatternAt> patterns = new ArrayList<>();
    private long changeable = -1;

    private record TenantTag(String tenant, Tag tag) {}

    private record PatternAt(Invalidation.OfPattern pattern, long at) {}

    /** @param at grows from call to call */
    void add(Invalidation invalidation, long at) {
        switch (invalidation) {
            case Invalidation.OfKey one -> keys.put(one.key(), at);
            case Invalidation.OfTag tagged -> tags.put(new TenantTag(tagged.tenant(), tagged.tag()), at);
            case Invalidation.OfTenant all -> tenants.put(all.tenant(), at);
            case Invalidation.OfPattern some -> {
                if (patterns.size() < MOST_PATTERNS) {
                    patterns.add(new PatternAt(some, at));
                } else {
                    // Each is compared with each key: beyond this many, more goes than has to.
                    tenants.put(some.tenant(), at);
                }
            }
        }
    }

    /** All values whose type can change. */
    void addChangeable(long at) {
        changeable = at;
    }

    /** Whether something after {@code at} covers the value. */
    boolean cover(CacheKey key, Set<Tag> itsTags, long at) {
        return (changeable > at && key.type().canChange())
                || keys.getOrDefault(key, -1L) > at
                || tenants.getOrDefault(key.tenant(), -1L) > at
                || itsTags.stream().anyMatch(tag -> tags.getOrDefault(new TenantTag(key.tenant(), tag), -1L) > at)
                || patterns.stream()
                        .anyMatch(some -> some.at() > at && some.pattern().covers(key, itsTags));
    }
}
