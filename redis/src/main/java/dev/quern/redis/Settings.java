package dev.quern.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the settings and looks that they agree.
 *
 * @param key under which they stand
 */
record Settings(String key, RedisConfig config) {
    RedisAddress address() {
        RedisConfig.Tls tls = config.tls();
        tls.trust().ifPresent(this::requireReadable);
        RedisConfig.Sentinels sentinels = config.sentinels();
        return new Addresses(key)
                .parse(config.mode(), config.uri(), new Trust(tls.trust(), tls.trustPassword(), tls.verifyHost()))
                .as(password().map(password -> new Login(config.username(), password)))
                .ofMaster(
                        sentinels.masterName(),
                        sentinels.password().map(password -> new Login(sentinels.username(), password)));
    }

    private Optional<String> password() {
        if (config.password().isPresent() && config.passwordFile().isPresent()) {
            throw new IllegalArgumentException(
                    key + ".password and " + key + ".password-file are both set; only one of them can be");
        }
        Optional<String> password = config.passwordFile().map(this::read).or(config::password);
        if (password.isEmpty() && !config.username().equals("default")) {
            throw new IllegalArgumentException(
                    key + ".username needs " + key + ".password or " + key + ".password-file");
        }
        return password;
    }

    private String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(key + ".password-file cannot be read: " + file, e);
        }
    }

    private void requireReadable(Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(key + ".tls.trust cannot be read: " + file);
        }
    }
}
