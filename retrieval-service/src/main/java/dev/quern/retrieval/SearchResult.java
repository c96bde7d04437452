package dev.quern.retrieval;

import java.util.List;

/**
 * @param passages best first
 * @param collectionVersion read before the search: everything up to that version is in the result
 */
public record SearchResult(List<Passage> passages, String collectionVersion) {
    public SearchResult {
        passages = List.copyOf(passages);
    }
}
