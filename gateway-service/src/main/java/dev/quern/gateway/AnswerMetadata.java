package dev.quern.gateway;

import java.util.List;
import java.util.Map;

/**
 * How an answer came about.
 *
 * @param analysis of the question
 * @param cacheLevel {@code none}, {@code memory} or {@code redis}
 * @param timingsMillis by stage, in the order in which they ran, {@code total} last
 * @param degraded what had to be done without, empty when all was well
 */
public record AnswerMetadata(
        Analysis analysis,
        Generated.Model model,
        Generated.Tokens tokens,
        String finishReason,
        boolean grounded,
        String cacheLevel,
        String collection,
        String collectionVersion,
        Map<String, Double> timingsMillis,
        List<String> degraded,
        String traceId) {}
