package dev.quern.cache;

import dev.quern.cache.redis.RedisSettings;
import dev.quern.redis.RedisAddress;

/** What the configuration says of Redis, as the redis package wants it. */
final class RedisWiring {
    private RedisWiring() {}

    static RedisAddress address(CacheConfig.RedisLevel config) {
        return RedisAddress.of("quern.cache.redis", config);
    }

    static RedisSettings settings(CacheConfig.RedisLevel config) {
        return new RedisSettings(
                config.timeout(),
                config.invalidationTimeout(),
                config.compressAbove().asLongValue());
    }
}
