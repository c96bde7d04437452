package dev.quern.cache;

import java.util.Set;

/** Which values of one tenant must not be served any more. */
public sealed interface Invalidation {
    String tenant();

    /** Whether a value with this key and these tags must not be served any more. */
    default boolean covers(CacheKey key, Set<Tag> tags) {
        return key.tenant().equals(tenant())
                && switch (this) {
                    case OfKey one -> key.equals(one.key());
                    case OfTag tagged -> tags.contains(tagged.tag());
                    case OfPattern some -> some.pattern().matches(key.key());
                    case OfTenant _ -> true;
                };
    }

    record OfKey(CacheKey key) implements Invalidation {
        @Override
        public String tenant() {
            return key.tenant();
        }
    }

    record OfTag(String tenant, Tag tag) implements Invalidation {}

    record OfPattern(String tenant, Glob pattern) implements Invalidation {}

    /** Everything that the tenant has. */
    record OfTenant(String tenant) implements Invalidation {}
}
