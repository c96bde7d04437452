package dev.quern.cache;

/**
 * The name of a value. The tenant is part of it, so nothing that a tenant writes into {@code key} can reach another's
 * values.
 */
public record CacheKey(String tenant, ValueType type, String key) {
    /** Bytes in UTF-8. */
    public static final int LONGEST = 512;

    public CacheKey {
        Utf8.require("key", "A key", key, LONGEST);
    }
}
