package dev.quern.gateway;

import dev.quern.redis.RedisConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of gateway-service. */
@ConfigMapping(prefix = "quern.gateway")
public interface GatewayConfig {

    /**
     * The API key that clients send as {@code Authorization: Bearer <key>}. Without one, Quern answers whoever asks,
     * and therefore starts only on a loopback address.
     */
    Optional<String> apiKey();

    /** The tenant whose data requests work on. */
    @WithDefault("default")
    String tenant();

    /** Time for a request that names none by {@code X-Request-Timeout}. */
    @WithDefault("60S")
    Duration defaultTimeout();

    /** Requests that a caller may make in a minute, unless its key says otherwise. */
    @WithDefault("1000")
    int requestsPerMinute();

    /** Tokens of language models, in and out, that a caller may use up in a day, unless its key says otherwise. */
    @WithDefault("10000000")
    long tokensPerDay();

    /** API keys that are made, listed and revoked while Quern runs. */
    KeysConfig keys();

    /** Tokens of a provider of identities. */
    TokensConfig tokens();

    /** How requests and tokens are counted. */
    LimitsConfig limits();

    /** How much is worked on at once, and what happens to the rest. */
    AdmissionConfig admission();

    /** How questions are answered. */
    AskingConfig asking();

    /** Conversations that are kept. */
    ConversationsConfig conversations();

    /** Answers that are read as they are made. */
    StreamsConfig streams();

    /** What replicas of the gateway share. */
    RedisLevel redis();

    /** What concerns browsers, and whoever reads HTTP. */
    WebConfig web();

    /** The most that a client may ask for. */
    @WithDefault("120S")
    Duration longestTimeout();

    /**
     * The most requests that are worked on at once. There are fewer places while more would only make all of them slower;
     * who comes on top waits for one, or is refused with a time to try again.
     */
    @WithDefault("64")
    int concurrency();

    /** How long a request waits for the cache before it goes on without. */
    @WithDefault("1S")
    Duration cachePatience();

    /** Whether answers are also given to questions that mean the same as one that was answered before. */
    @WithDefault("true")
    boolean similarAnswers();

    /** Cached answers that are made anew at once, in the background, because they are about to expire. */
    @WithDefault("4")
    int refreshes();

    /** Copies of cached answers that this process keeps of its own; 0: none. */
    @WithDefault("1000")
    int answerCopies();

    /** The largest body of a request in JSON. */
    @WithDefault("20M")
    MemorySize largestBody();

    /** The largest body of an upload, all its files together: must be below {@code quarkus.http.limits.max-body-size}. */
    @WithDefault("256M")
    MemorySize largestUpload();

    /**
     * Folder for what this process keeps itself: files that were uploaded, until they are stored. It belongs to one
     * process at a time, and is emptied when that starts.
     */
    @WithDefault("state/gateway")
    Path state();

    /**
     * Uploads that arrive at once, files and documents of more than a megabyte in JSON: each keeps its files on disk until
     * they are stored.
     */
    @WithDefault("16")
    int uploads();

    /** What uploads leave free on the disk that keeps their files until they are stored. */
    @WithDefault("64M")
    MemorySize freeSpace();

    /** Clients at once that watch documents or collections. */
    @WithDefault("256")
    int watchers();

    /** After how long without news somebody who watches gets a comment instead, so that the connection stays open. */
    @WithDefault("15S")
    Duration heartbeat();

    /** How often the progress of a collection that somebody watches is looked at. */
    @WithDefault("1S")
    Duration watchInterval();

    /** How long an upload may take to arrive; then its connection is closed. */
    @WithDefault("10M")
    Duration uploadTime();

    /** How long nothing of an upload may arrive before its connection is closed. */
    @WithDefault("30S")
    Duration uploadStall();

    /** The collection of requests that name none. */
    @WithDefault("default")
    String collection();

    /** Answers from sources less similar than this (cosine), and without a word in common, are not attempted. */
    @WithDefault("0.2")
    float leastSimilarity();

    /** From this complexity on (0 to 1), the passages of a question are ranked anew. */
    @WithDefault("0.3")
    float twoStageComplexity();

    /** From this complexity on (0 to 1), a question is expanded, and what is linked to its passages is looked at. */
    @WithDefault("0.7")
    float multiStageComplexity();

    /** The way to a Redis that all replicas of the gateway have in common. */
    interface RedisLevel extends RedisConfig {
        /** Whether there is one. */
        @WithDefault("false")
        boolean enabled();

        /**
         * How long an answer that can be resumed waits for it, to be kept or read; how long requests wait to be counted is
         * {@code quern.gateway.limits.patience}.
         */
        @WithDefault("250ms")
        Duration timeout();

        /** How long no answer that begins or is resumed waits for it after it failed. */
        @WithDefault("1S")
        Duration pause();
    }
}
