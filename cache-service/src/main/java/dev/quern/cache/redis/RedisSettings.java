package dev.quern.cache.redis;

import java.time.Duration;
import java.util.Optional;

/**
 * Where Redis is and how it is used.
 *
 * @param timeout of a read or a write
 * @param invalidationTimeout of an invalidation, all its steps together
 * @param compressAbove bytes
 * @param jitter the share of its time to live by which a value may expire early, 0 to 1
 */
public record RedisSettings(
        String uri,
        Optional<String> password,
        Duration timeout,
        Duration invalidationTimeout,
        long compressAbove,
        double jitter) {
    public RedisSettings {
        if (jitter < 0 || jitter >= 1) {
            throw new IllegalArgumentException("quern.cache.redis.jitter must be at least 0 and below 1");
        }
        if (timeout.isNegative() || timeout.isZero() || invalidationTimeout.compareTo(timeout) < 0) {
            throw new IllegalArgumentException(
                    "quern.cache.redis.timeout must be positive and at most quern.cache.redis.invalidation-timeout");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RedisSettings[timeout=" + timeout + "]";
    }
}
