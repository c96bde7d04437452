package dev.quern.retrieval;

import java.util.List;

/**
 * @param found best first
 * @param collectionVersion read before the search: everything up to that version is in the result
 */
public record Candidates(List<Candidate> found, String collectionVersion) {
    public Candidates {
        found = List.copyOf(found);
    }

    public List<Passage> passages() {
        return found.stream().map(Candidate::passage).toList();
    }
}
