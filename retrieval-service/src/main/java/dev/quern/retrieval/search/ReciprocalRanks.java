package dev.quern.retrieval.search;

import dev.quern.retrieval.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009) of weighed lists. It decides the order; the scores are
 * those of the first list, so that they mean the same as after a single search.
 */
final class ReciprocalRanks {
    private final int constant;

    ReciprocalRanks(int constant) {
        this.constant = constant;
    }

    /**
     * What one search found.
     *
     * @param name who found it, for explanations
     */
    record Ranking(String name, double weight, List<Candidate> found) {}

    private record Sum(Candidate candidate, double score, String reasons) {}

    /** One list alone stays as it is. */
    List<Candidate> fused(List<Ranking> rankings, boolean explain) {
        if (rankings.size() == 1) {
            return rankings.getFirst().found();
        }
        Map<UUID, Sum> sums = new LinkedHashMap<>();
        double most = 0;
        for (Ranking ranking : rankings) {
            most += ranking.weight() / (constant + 1);
            for (int i = 0; i < ranking.found().size(); i++) {
                Candidate candidate = ranking.found().get(i);
                double score = ranking.weight() / (constant + i + 1);
                String reason = "Rank " + (i + 1) + " for " + ranking.name() + ".";
                String before = explain ? candidate.passage().explanation() : "";
                sums.merge(
                        candidate.passage().chunkId(),
                        new Sum(candidate, score, Scores.explained(explain, before, reason)),
                        (first, next) -> new Sum(
                                first.candidate(),
                                first.score() + next.score(),
                                Scores.explained(explain, first.reasons(), reason)));
            }
        }
        List<Candidate> fused = new ArrayList<>();
        for (Sum sum : sums.values()) {
            fused.add(Scores.scored(sum.candidate(), sum.score() / most, sum.reasons()));
        }
        fused.sort(Scores.BEST_FIRST);
        return Scores.placed(fused, rankings.getFirst().found());
    }
}
