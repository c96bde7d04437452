package dev.quern.cache.semantic;

import dev.quern.cache.CacheConfig;
import java.time.Duration;

/**
 * How the semantic cache decides and how much it keeps.
 *
 * @param threshold of the mode: a score or a cosine
 * @param floor cosine below which a stored question is not looked at
 * @param candidates that are looked at
 * @param entries of a namespace at most
 * @param bytes of all namespaces at most
 * @param idle after which a namespace goes as a whole when there is no room
 * @param feedbackHalfLife in which a report of a wrong hit loses half its weight
 */
public record SemanticSettings(
        CacheConfig.SemanticMode mode,
        double threshold,
        double floor,
        int candidates,
        int entries,
        long bytes,
        Duration timeToLive,
        Duration idle,
        Duration feedbackHalfLife) {
    private static final String PREFIX = "quern.cache.semantic.";
    /** So that the largest value leaves room for others. */
    private static final long SMALLEST = 16L * 1024 * 1024;

    private static final int MOST_ENTRIES = 100_000;
    private static final int MOST_CANDIDATES = 64;

    public static SemanticSettings of(CacheConfig.Semantic config) {
        double threshold = switch (config.mode()) {
            case VERIFIED, OFF -> config.threshold();
            case COSINE -> config.cosineThreshold();
        };
        return new SemanticSettings(
                config.mode(),
                threshold,
                config.floor(),
                config.candidates(),
                config.entries(),
                config.bytes().asLongValue(),
                config.timeToLive(),
                config.idle(),
                config.feedbackHalfLife());
    }

    public SemanticSettings {
        require(threshold > 0 && threshold <= 1, "threshold", "above 0 and at most 1");
        require(floor > 0 && floor <= 1, "floor", "above 0 and at most 1");
        require(candidates >= 1 && candidates <= MOST_CANDIDATES, "candidates", "1 to " + MOST_CANDIDATES);
        require(entries >= 1 && entries <= MOST_ENTRIES, "entries", "1 to " + MOST_ENTRIES);
        require(bytes >= SMALLEST, "bytes", "at least 16M");
        require(isPositive(timeToLive), "time-to-live", "positive");
        require(isPositive(idle), "idle", "positive");
        require(isPositive(feedbackHalfLife), "feedback-half-life", "positive");
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    private static void require(boolean plausible, String key, String wanted) {
        if (!plausible) {
            throw new IllegalArgumentException(PREFIX + key + " must be " + wanted);
        }
    }
}
