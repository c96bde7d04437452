package dev.quern.cache.redis;

import java.time.Duration;

/** How the cache uses a Redis of the tests. */
public final class CacheRedis {
    private CacheRedis() {}

    public static RedisSettings settings(Duration timeout) {
        return new RedisSettings(timeout, timeout, 16 * 1024);
    }
}
