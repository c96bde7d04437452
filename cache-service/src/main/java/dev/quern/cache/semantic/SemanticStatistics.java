package dev.quern.cache.semantic;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the semantic cache of this replica does since it started.
 *
 * @param rejections candidates that were near and not served, by reason
 * @param lastHits the newest first
 */
public record SemanticStatistics(
        boolean enabled,
        long namespaces,
        long entries,
        long bytes,
        long hits,
        long misses,
        long evictions,
        long reportedWrong,
        Map<String, Long> rejections,
        Duration savedTime,
        long savedTokens,
        List<LastHit> lastHits) {

    public record LastHit(double similarity, double score) {}
}
