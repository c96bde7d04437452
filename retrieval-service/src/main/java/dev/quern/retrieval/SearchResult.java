package dev.quern.retrieval;

import java.util.List;

/**
 * @param passages best first
 * @param collectionVersion read before the search: everything up to that version is in the result
 * @param plan what was done, in order; empty when nobody asked
 */
public record SearchResult(List<Passage> passages, String collectionVersion, List<PlanStep> plan) {
    public SearchResult {
        passages = List.copyOf(passages);
        plan = List.copyOf(plan);
    }
}
