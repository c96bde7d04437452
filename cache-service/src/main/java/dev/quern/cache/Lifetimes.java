package dev.quern.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * How long a value is fresh and how long it may be served. Each lives a little shorter than it might, by chance, so
 * that what was put together does not expire together, at any level.
 */
final class Lifetimes {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofDays(30);
    private static final double MOST_JITTER = 0.5;
    private static final Duration MOST_STALE = Duration.ofHours(1);

    private final CacheConfig.TimeToLive times;
    private final CacheConfig.Jitter jitter;
    private final CacheConfig.Stale stale;
    private final DoubleSupplier random;

    /** @param random from 0, inclusive, to 1, exclusive */
    Lifetimes(CacheConfig.TimeToLive times, CacheConfig.Jitter jitter, CacheConfig.Stale stale, DoubleSupplier random) {
        this.times = times;
        this.jitter = jitter;
        this.stale = stale;
        this.random = random;
        for (ValueType type : ValueType.values()) {
            require(isLifetime(times.of(type)), "time-to-live", type, "between 1 second and 30 days");
            double share = jitter.of(type);
            require(share >= 0 && share <= MOST_JITTER, "jitter", type, "between 0 and " + MOST_JITTER);
            Duration grace = stale.of(type);
            require(!grace.isNegative() && grace.compareTo(MOST_STALE) <= 0, "stale", type, "at most 1 hour");
        }
    }

    static boolean isLifetime(Duration lifetime) {
        return lifetime.compareTo(SHORTEST) >= 0 && lifetime.compareTo(LONGEST) <= 0;
    }

    /** @param told empty: the type's own */
    CachedValue begin(ValueType type, Content content, Optional<Duration> told, Set<Tag> tags, Cost cost, Instant now) {
        Duration longest = told.orElseGet(() -> times.of(type));
        long cut = (long) (longest.toMillis() * jitter.of(type) * random.getAsDouble());
        Instant freshUntil = now.plus(longest).minusMillis(cut);
        return new CachedValue(content, now, freshUntil, freshUntil.plus(stale.of(type)), tags, cost);
    }

    private static void require(boolean plausible, String group, ValueType type, String what) {
        if (!plausible) {
            throw new IllegalArgumentException("quern.cache." + group + "." + type.label() + " must be " + what);
        }
    }
}
