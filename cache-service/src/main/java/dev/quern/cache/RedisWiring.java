package dev.quern.cache;

import dev.quern.cache.redis.Login;
import dev.quern.cache.redis.RedisAddress;
import dev.quern.cache.redis.RedisSettings;
import dev.quern.cache.redis.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the configuration says of Redis, as the redis package wants it. */
final class RedisWiring {
    private RedisWiring() {}

    static RedisAddress address(CacheConfig.RedisLevel config) {
        CacheConfig.Tls tls = config.tls();
        tls.trust().ifPresent(RedisWiring::requireReadable);
        CacheConfig.Sentinels sentinels = config.sentinels();
        return RedisAddress.parse(
                        config.mode(), config.uri(), new Trust(tls.trust(), tls.trustPassword(), tls.verifyHost()))
                .as(password(config).map(password -> new Login(config.username(), password)))
                .ofMaster(
                        sentinels.masterName(),
                        sentinels.password().map(password -> new Login(sentinels.username(), password)));
    }

    static RedisSettings settings(CacheConfig.RedisLevel config) {
        return new RedisSettings(
                config.timeout(),
                config.invalidationTimeout(),
                config.compressAbove().asLongValue());
    }

    private static Optional<String> password(CacheConfig.RedisLevel config) {
        if (config.password().isPresent() && config.passwordFile().isPresent()) {
            throw new IllegalArgumentException(
                    "quern.cache.redis.password and quern.cache.redis.password-file are both set; only one of them can be");
        }
        Optional<String> password = config.passwordFile().map(RedisWiring::read).or(config::password);
        if (password.isEmpty() && !config.username().equals("default")) {
            throw new IllegalArgumentException(
                    "quern.cache.redis.username needs quern.cache.redis.password or quern.cache.redis.password-file");
        }
        return password;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("quern.cache.redis.password-file cannot be read: " + file, e);
        }
    }

    private static void requireReadable(Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("quern.cache.redis.tls.trust cannot be read: " + file);
        }
    }
}
