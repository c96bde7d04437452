package dev.quern.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Set;

/** Short ways to write keys, tags and values in tests. */
public final class Values {
    private Values() {}

    public static CacheKey key(String tenant, String key) {
        return new CacheKey(tenant, ValueType.ANSWER, key);
    }

    public static Tag document(String id) {
        return new Tag(TagKind.DOCUMENT, id);
    }

    public static CachedValue value(String text, Tag... tags) {
        return value(text, Duration.ofMinutes(10), tags);
    }

    public static CachedValue value(String text, Duration lifetime, Tag... tags) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new CachedValue(
                new Content(text.getBytes(StandardCharsets.UTF_8)),
                now,
                now.plus(lifetime),
                now.plus(lifetime),
                Set.copyOf(Arrays.asList(tags)),
                Cost.NONE);
    }

    public static String text(CachedValue value) {
        return new String(value.content().bytes(), StandardCharsets.UTF_8);
    }
}
