package dev.quern.cache;

/** Which values of one tenant must not be served any more. */
public sealed interface Invalidation {
    String tenant();

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
