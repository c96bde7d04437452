package dev.quern.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** A value as it is stored, and until when it may be served. */
public record CachedValue(Content content, Instant storedAt, Instant expiresAt, Set<Tag> tags) {
    public CachedValue {
        tags = Set.copyOf(tags);
    }

    /** Zero when it must not be served any more. */
    public Duration remaining(Instant now) {
        return notNegative(Duration.between(now, expiresAt));
    }

    public Duration age(Instant now) {
        return notNegative(Duration.between(storedAt, now));
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
