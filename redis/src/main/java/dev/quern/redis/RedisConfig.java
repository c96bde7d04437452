package dev.quern.redis;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where Redis is and how to be let in: what the settings of every service that uses one have in common. */
public interface RedisConfig {
    /** How Redis is run: {@code single}, {@code sentinel} or {@code cluster}. */
    @WithDefault("single")
    RedisMode mode();

    /**
     * Where Redis is: {@code redis://host:port/database}, or {@code rediss://} for TLS. With sentinels, all of them,
     * separated by commas; of a cluster, some of its nodes.
     */
    @WithDefault("redis://127.0.0.1:6379")
    String uri();

    /** The ACL user of Redis. */
    @WithDefault("default")
    String username();

    /** The password of Redis; none by default. */
    Optional<String> password();

    /** A file with the password of Redis, instead of {@link #password}. */
    Optional<Path> passwordFile();

    /** The sentinels that know the master. */
    Sentinels sentinels();

    /** Whose certificates are believed, where {@link #uri} says {@code rediss://}. */
    Tls tls();

    interface Sentinels {
        /** The name by which the sentinels know the master. */
        @WithDefault("mymaster")
        String masterName();

        /** The ACL user of the sentinels. */
        @WithDefault("default")
        String username();

        /** The password of the sentinels; none by default. */
        Optional<String> password();
    }

    interface Tls {
        /**
         * The certificates of the authorities that are believed: a PEM file, or a key store ({@code .p12}, {@code .jks});
         * those of the Java runtime by default.
         */
        Optional<Path> trust();

        /** The password of the key store. */
        Optional<String> trustPassword();

        /** Whether a certificate must name the host that was asked for. */
        @WithDefault("true")
        boolean verifyHost();
    }
}
