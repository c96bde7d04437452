package dev.quern.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A value as it is stored, and until when it may be served.
 *
 * @param freshUntil from when on it should be made anew; it may still be served until then, {@code expiresAt} at most
 */
public record CachedValue(
        Content content, Instant storedAt, Instant freshUntil, Instant expiresAt, Set<Tag> tags, Cost cost) {
    public CachedValue {
        if (freshUntil.isAfter(expiresAt)) {
            throw new IllegalArgumentException("a value is not fresh after it has expired");
        }
        tags = Set.copyOf(tags);
    }

    /** The same value with other times. */
    public CachedValue until(Instant newFreshUntil, Instant newExpiresAt) {
        return new CachedValue(content, storedAt, newFreshUntil, newExpiresAt, tags, cost);
    }

    /** The same value, over by {@code end} at the latest. */
    public CachedValue endingBy(Instant end) {
        return expiresAt.isAfter(end) ? until(freshUntil.isBefore(end) ? freshUntil : end, end) : this;
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
