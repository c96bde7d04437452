package dev.quern.retrieval;

import java.util.List;

/**
 * @param passages best first
 * @param collectionVersion read before the search: everything up to that version is in the result
 * @param plan what was done, in order; empty when nobody asked
 * @param degraded labels of the stages that were left out, failed, or did only a part of their work; empty when the
 *     result is what it should be
 */
public record SearchResult(
        List<Passage> passages, String collectionVersion, List<PlanStep> plan, List<String> degraded) {
    public SearchResult {
        passages = List.copyOf(passages);
        plan = List.copyOf(plan);
        degraded = List.copyOf(degraded);
    }
}
