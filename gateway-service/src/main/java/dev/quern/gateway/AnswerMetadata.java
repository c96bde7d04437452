package dev.quern.gateway;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an answer came about.
 *
 * @param analysis of the question
 * @param tokens that making it took, rewriting the question among it; also of an answer that a cache had
 * @param editions of the collections that it was made from
 * @param timingsMillis by stage, in the order in which they ran, {@code total} last
 * @param degraded what had to be done without, empty when all was well
 * @param conversation that the answer was given in
 * @param rewritten what the question was made to be, when it followed on from something said before
 * @param explanation when it was asked for
 */
public record AnswerMetadata(
        Analysis analysis,
        Generated.Model model,
        Generated.Tokens tokens,
        String finishReason,
        boolean grounded,
        List<Edition> editions,
        Map<String, Double> timingsMillis,
        List<String> degraded,
        String traceId,
        Cached cached,
        Optional<String> conversation,
        Optional<String> rewritten,
        Optional<Explanation> explanation) {

    /**
     * How the caches had to do with an answer.
     *
     * @param similar the question of which this is the answer, when it was not quite the same one
     * @param entry under what the answer is cached now
     */
    public record Cached(String level, Optional<SimilarAnswers.Hit> similar, Optional<CacheEntry> entry) {
        static final String NOT = "none";
    }

    /**
     * How the sources were found.
     *
     * @param passages with what is said of each
     */
    public record Explanation(List<PlanStep> plan, List<FoundPassage> passages) {
        public Explanation {
            plan = List.copyOf(plan);
            passages = List.copyOf(passages);
        }
    }
}
