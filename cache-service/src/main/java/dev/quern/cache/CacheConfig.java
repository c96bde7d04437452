package dev.quern.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What the cache service keeps, where, and for how long. */
@ConfigMapping(prefix = "quern.cache")
public interface CacheConfig {

    /** The first level, in this process. */
    Memory memory();

    /** The second level, shared by all replicas. */
    RedisLevel redis();

    /** How long values live unless a put says otherwise. */
    TimeToLive timeToLive();

    /** How concurrent misses of one key wait for each other. */
    Flights singleFlight();

    /** The second level that these settings stand for. */
    default SecondLevel secondLevel() {
        return redis().enabled() ? SecondLevel.REDIS : SecondLevel.OFF;
    }

    /** What can stand behind memory. */
    enum SecondLevel {
        OFF,
        REDIS
    }

    interface Memory {
        /** Values at most. */
        @WithDefault("10000")
        int entries();

        /**
         * Bytes at most, keys and bookkeeping included. Together with {@link #entries} it also bounds how many large
         * values there are: each value counts for at least its even share of the bytes.
         */
        @WithDefault("128M")
        MemorySize bytes();

        /** The longest that a value stays in memory, whatever its own time to live. */
        @WithDefault("300S")
        Duration timeToLive();
    }

    interface RedisLevel {
        /** Whether there is a second level. */
        @WithDefault("false")
        boolean enabled();

        /** Where Redis is: {@code redis://host:port/database}, or {@code rediss://} for TLS. */
        @WithDefault("redis://127.0.0.1:6379")
        String uri();

        /** The password of Redis; none by default. */
        Optional<String> password();

        /** How long a read or a write may take before the answer goes on without Redis. */
        @WithDefault("50ms")
        Duration timeout();

        /** How long an invalidation may take before everything of its tenant counts as outdated in Redis. */
        @WithDefault("2S")
        Duration invalidationTimeout();

        /** Values above this size are compressed. */
        @WithDefault("16K")
        MemorySize compressAbove();

        /** The share of its time to live by which a value may expire early, so that values do not expire together. */
        @WithDefault("0.1")
        double jitter();

        /** Failures in a row after which Redis is left alone. */
        @WithDefault("3")
        int circuitFailures();

        /** How long Redis is left alone before it is tried again. */
        @WithDefault("1S")
        Duration circuitPause();
    }

    interface TimeToLive {
        /** Complete, grounded answers. */
        @WithDefault("3600S")
        Duration answer();

        /** Results of searches. */
        @WithDefault("600S")
        Duration search();

        /** Vectors of texts. */
        @WithDefault("3600S")
        Duration embedding();

        /** Results of SQL. */
        @WithDefault("1800S")
        Duration sql();

        /** Responses of other APIs. */
        @WithDefault("300S")
        Duration api();

        default Duration of(ValueType type) {
            return switch (type) {
                case ANSWER -> answer();
                case SEARCH -> search();
                case EMBEDDING -> embedding();
                case SQL -> sql();
                case API -> api();
            };
        }
    }

    interface Flights {
        /** How long a caller waits at most for the value that another is computing; never over half its own time. */
        @WithDefault("5S")
        Duration patience();

        /** After how long a caller that was told to compute, and has put nothing, is not waited for any more. */
        @WithDefault("30S")
        Duration lapse();

        /** Computations remembered at once; beyond that callers compute for themselves. */
        @WithDefault("10000")
        int flights();

        /** Callers that wait at once; beyond that they compute for themselves. */
        @WithDefault("1000")
        int followers();
    }
}
