package dev.quern.gateway;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an answer came about.
 *
 * @param analysis of the question
 * @param timingsMillis by stage, in the order in which they ran, {@code total} last
 * @param degraded what had to be done without, empty when all was well
 */
public record AnswerMetadata(
        Analysis analysis,
        Generated.Model model,
        Generated.Tokens tokens,
        String finishReason,
        boolean grounded,
        String collection,
        String collectionVersion,
        Map<String, Double> timingsMillis,
        List<String> degraded,
        String traceId,
        Cached cached) {

    /**
     * How the caches had to do with an answer.
     *
     * @param similar the question of which this is the answer, when it was not quite the same one
     * @param entry under what the answer is cached now
     */
    public record Cached(String level, Optional<SimilarAnswers.Hit> similar, Optional<CacheEntry> entry) {
        static final String NOT = "none";
    }
}
