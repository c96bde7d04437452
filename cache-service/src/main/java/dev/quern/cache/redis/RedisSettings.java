package dev.quern.cache.redis;

import java.time.Duration;

/**
 * How Redis is used.
 *
 * @param timeout of a read or a write
 * @param invalidationTimeout of an invalidation, all its steps together
 * @param compressAbove bytes
 */
public record RedisSettings(Duration timeout, Duration invalidationTimeout, long compressAbove) {
    public RedisSettings {
        if (timeout.isNegative() || timeout.isZero() || invalidationTimeout.compareTo(timeout) < 0) {
            throw new IllegalArgumentException(
                    "quern.cache.redis.timeout must be positive and at most quern.cache.redis.invalidation-timeout");
        }
    }
}
