package dev.quern.cache;

import dev.quern.redis.RedisConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** What the cache service keeps, where, and for how long. */
@ConfigMapping(prefix = "quern.cache")
public interface CacheConfig {

    /** The first level, in this process. */
    Memory memory();

    /** The second level, shared by all replicas. */
    RedisLevel redis();

    /** The third level, on this replica's own disk. */
    DiskLevel disk();

    /** How long values live unless a put says otherwise. */
    TimeToLive timeToLive();

    /** How much earlier than that a value may expire, by chance, so that values do not expire together. */
    Jitter jitter();

    /** How long a value is served after that, while one caller makes it anew. */
    Stale stale();

    /** How values are made anew before they expire. */
    Refresh refresh();

    /** How concurrent misses of one key wait for each other. */
    Flights singleFlight();

    /** How replicas that share a Redis keep up with each other. */
    Coherence replicas();

    /** What is loaded ahead of use. */
    Warming warming();

    /** What is kept about the keys that are asked for. */
    Statistics statistics();

    /** When memory gives way to the rest of the process. */
    Pressure pressure();
    /** Answers to questions that mean the same. */
    Semantic semantic();

    /** The second level that these settings stand for. */
    default SecondLevel secondLevel() {
        return redis().enabled() ? SecondLevel.REDIS : SecondLevel.OFF;
    }

    /** What can stand behind memory. */
    enum SecondLevel {
        OFF,
        REDIS
    }

    /** How a stored question is found to ask for the same as another. */
    enum SemanticMode {
        /** What the two ask for is compared. */
        VERIFIED,
        /** By the cosine of their vectors alone, which is wrong more often. */
        COSINE,
        OFF
    }

    interface Memory {
        /** Values at most. */
        @WithDefault("10000")
        int entries();

        /**
         * Bytes at most, keys and bookkeeping included. Together with {@link #entries} it also bounds how many large
         * values there are: each value counts for at least its even share of the bytes. Memory and the semantic cache
         * together take little more than half of a heap of 256 MB by default, so that the service itself and what is
         * under way have the rest.
         */
        @WithDefault("96M")
        MemorySize bytes();

        /** The longest that a value stays in memory, whatever its own time to live. */
        @WithDefault("300S")
        Duration timeToLive();
    }

    interface RedisLevel extends RedisConfig {
        /** Whether there is a second level. */
        @WithDefault("false")
        boolean enabled();

        /** How long a read or a write may take before the answer goes on without Redis. */
        @WithDefault("50ms")
        Duration timeout();

        /** How long an invalidation may take before everything of its tenant counts as outdated in Redis. */
        @WithDefault("2S")
        Duration invalidationTimeout();

        /** Values above this size are compressed. */
        @WithDefault("16K")
        MemorySize compressAbove();

        /** Failures in a row after which Redis is left alone. */
        @WithDefault("3")
        int circuitFailures();

        /** How long Redis is left alone before it is tried again. */
        @WithDefault("1S")
        Duration circuitPause();
    }

    interface DiskLevel {
        /** Whether there is a third level. */
        @WithDefault("false")
        boolean enabled();

        /** Folder of this process alone: another that uses it is told so, and goes on without. */
        @WithDefault("state/cache")
        Path folder();

        /** Bytes on the disk at most, at least {@code 64M}. Space is taken and given back by a sixteenth at a time. */
        @WithDefault("1G")
        MemorySize bytes();

        /** Values at most; each takes some hundred bytes of memory as well. */
        @WithDefault("200000")
        int entries();

        /** The longest that a value stays on disk, whatever its own time to live. */
        @WithDefault("86400S")
        Duration timeToLive();

        /** What is kept on disk: values that are dear to make. */
        @WithDefault("answer,embedding")
        Set<ValueType> types();

        /** Values above this size are compressed. */
        @WithDefault("1K")
        MemorySize compressAbove();

        /** Bytes of values that may wait to be written; what comes on top is not kept on disk. */
        @WithDefault("32M")
        MemorySize queue();

        /** Failures in a row after which the disk is left alone. */
        @WithDefault("3")
        int circuitFailures();

        /** How long the disk is left alone before it is tried again. */
        @WithDefault("10S")
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

    interface Coherence {
        /**
         * How long a replica trusts its memory and its disk after the last heartbeat that Redis has confirmed. A quarter
         * of it lies between two heartbeats.
         */
        @WithDefault("2S")
        Duration lease();

        /** How long a replica that has lost the others serves from memory what it was given since. */
        @WithDefault("2S")
        Duration detachedTimeToLive();

        /**
         * How long an invalidation waits for a replica that is silent, and a new log for replicas that nobody knows of.
         * A replica that has lost the others for nearly as long serves only embeddings from memory.
         */
        @WithDefault("1M")
        Duration forgetAfter();

        /** Entries of the log that Redis keeps. A replica that missed more than those drops its memory and its disk. */
        @WithDefault("100000")
        int logEntries();
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

    /** Shares of the time to live. */
    interface Jitter {
        /** For complete, grounded answers. */
        @WithDefault("0.1")
        double answer();

        /** For results of searches. */
        @WithDefault("0.1")
        double search();

        /** For vectors of texts. */
        @WithDefault("0.1")
        double embedding();

        /** For results of SQL. */
        @WithDefault("0.1")
        double sql();

        /** For responses of other APIs. */
        @WithDefault("0.1")
        double api();

        default double of(ValueType type) {
            return switch (type) {
                case ANSWER -> answer();
                case SEARCH -> search();
                case EMBEDDING -> embedding();
                case SQL -> sql();
                case API -> api();
            };
        }
    }

    /** Zero where a caller waits for the new value rather than get one that has expired. */
    interface Stale {
        /** For complete, grounded answers: nobody should read one that is no longer vouched for. */
        @WithDefault("0S")
        Duration answer();

        /** For results of searches: a changed collection has other keys, so a result that has expired is still right. */
        @WithDefault("10S")
        Duration search();

        /** For vectors of texts: soon made again, and nothing tells of the model's change but the end of their time. */
        @WithDefault("0S")
        Duration embedding();

        /** For results of SQL: nothing tells of changed rows but the end of their time. */
        @WithDefault("0S")
        Duration sql();

        /** For responses of other APIs: slow at times, and a few seconds older than their time to live at most. */
        @WithDefault("10S")
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

    interface Refresh {
        /**
         * How early values that are often asked for are made anew, in multiples of the time that they take to make: 1 is
         * best where that time is well known, 0 never is early.
         */
        @WithDefault("1")
        double eagerness();

        /** After how long a caller that was told to make a value anew, and has put nothing, is replaced. */
        @WithDefault("5S")
        Duration lapse();
    }

    interface Warming {
        /**
         * Whether memory is loaded at start with what was asked for most in the last run, from Redis or disk; without
         * these there is nothing to load from.
         */
        @WithDefault("true")
        boolean enabled();

        /** Folder for the list of these keys. It belongs to one process at a time. */
        @WithDefault("state/cache")
        Path folder();

        /** Keys on the list at most. */
        @WithDefault("1000")
        int keys();

        /** How often the list is written. */
        @WithDefault("60S")
        Duration every();

        /** After how long the loading at start ends, complete or not. */
        @WithDefault("45S")
        Duration limit();

        /** Values that are loaded in a second at most, at start or by one caller; a fifth of that under live traffic. */
        @WithDefault("200")
        int rate();

        /** Callers that load values at once. */
        @WithDefault("2")
        int callers();
    }

    interface Statistics {
        /** Keys that are counted at most: for the hot keys, and for what another size of memory would bring. */
        @WithDefault("8192")
        int keys();

        /** Hot keys that are shown. */
        @WithDefault("20")
        int hotKeys();

        /** After how long a lookup counts half as much, in the hot keys and in what another size would bring. */
        @WithDefault("1H")
        Duration halfLife();
    }

    interface Pressure {
        /** Whether memory and the semantic cache shrink when the process has little left. */
        @WithDefault("true")
        boolean enabled();

        /** The share of the heap in use after collections above which they halve; halfway from there to 1, they quarter. */
        @WithDefault("0.8")
        double heap();

        /** As {@link #heap}, of the limit that the container has on its memory, if it has one. */
        @WithDefault("0.92")
        double container();

        /** How often that is looked at. */
        @WithDefault("5S")
        Duration every();
    }

    interface Semantic {
        /**
         * {@code verified} compares what two questions ask for, {@code cosine} their vectors alone, {@code off} finds and
         * stores nothing.
         */
        @WithDefault("verified")
        SemanticMode mode();

        /** How sure the service has to be that a stored answer fits, 0 to 1, when it compares what is asked for. */
        @WithDefault("0.925")
        double threshold();

        /** The cosine from which on a stored answer is served when vectors alone are compared. */
        @WithDefault("0.9")
        double cosineThreshold();

        /** The cosine below which a stored question is not looked at. */
        @WithDefault("0.7")
        double floor();

        /** Stored questions that are looked at for one that is asked. */
        @WithDefault("4")
        int candidates();

        /** Questions at most for each collection, version, model, prompt, language and variant; to 100,000. */
        @WithDefault("1000")
        int entries();

        /** Bytes at most of all questions and answers; see {@link Memory#bytes} for what fits into a heap. */
        @WithDefault("48M")
        MemorySize bytes();

        /** How long an answer may be served. */
        @WithDefault("7200S")
        Duration timeToLive();

        /** When there is no room, a namespace that was not used for so long goes as a whole. */
        @WithDefault("600S")
        Duration idle();

        /** The time in which a reported wrong hit loses half its weight. */
        @WithDefault("86400S")
        Duration feedbackHalfLife();
    }
}
