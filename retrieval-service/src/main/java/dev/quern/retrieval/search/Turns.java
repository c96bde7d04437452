package dev.quern.retrieval.search;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.search.ReciprocalRanks.Ranking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Merges what the parts of a question have found: each part in its turn, and then the whole question, gives the best that
 * is not there yet. So no part's passages stand behind all of another's.
 */
final class Turns {
    private Turns() {}

    /** The scores are those of the whole question's list, the best for the first. */
    static List<Candidate> merged(List<Ranking> parts, Ranking whole, boolean explain) {
        List<Ranking> rankings = new ArrayList<>(parts);
        rankings.add(whole);
        Map<UUID, Candidate> merged = new LinkedHashMap<>();
        int longest = rankings.stream()
                .mapToInt(ranking -> ranking.found().size())
                .max()
                .orElse(0);
        for (int place = 0; place < longest; place++) {
            for (Ranking ranking : rankings) {
                if (place < ranking.found().size()) {
                    Candidate candidate = ranking.found().get(place);
                    String reason = "Rank " + (place + 1) + " for " + ranking.name() + ".";
                    String said = candidate.passage().explanation();
                    merged.putIfAbsent(
                            candidate.passage().chunkId(),
                            Scores.scored(
                                    candidate, candidate.passage().score(), Scores.explained(explain, said, reason)));
                }
            }
        }
        return Scores.placed(List.copyOf(merged.values()), whole.found());
    }
}
