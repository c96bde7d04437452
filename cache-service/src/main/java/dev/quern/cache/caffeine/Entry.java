package dev.quern.cache.caffeine;

import dev.quern.cache.CacheKey;
import dev.quern.cache.CachedValue;
import dev.quern.cache.Tag;
import java.time.Duration;

/** One value in memory. Equal to itself only: an index entry of a replaced value must not stand for its successor. */
final class Entry {
    /** Objects, references and table slots of an entry without texts, measured roughly and rounded up. */
    private static final int BOOKKEEPING = 400;

    private static final int PER_TAG = 200;

    private final CacheKey key;
    private final CachedValue value;
    private final Duration lifetime;
    private final int bytes;

    Entry(CacheKey key, CachedValue value, Duration lifetime) {
        this.key = key;
        this.value = value;
        this.lifetime = lifetime;
        int texts = key.key().length() + key.tenant().length();
        for (Tag tag : value.tags()) {
            texts += PER_TAG + tag.value().length();
        }
        this.bytes = BOOKKEEPING + 2 * texts + value.content().size();
    }

    CacheKey key() {
        return key;
    }

    CachedValue value() {
        return value;
    }

    Duration lifetime() {
        return lifetime;
    }

    int bytes() {
        return bytes;
    }
}
