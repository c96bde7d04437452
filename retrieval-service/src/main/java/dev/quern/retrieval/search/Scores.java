package dev.quern.retrieval.search;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.Passage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Orders candidates, and gives them scores. */
final class Scores {
    /** Best first; what is equally good has an order too, so that a search gives the same twice. */
    static final Comparator<Candidate> BEST_FIRST = Comparator.comparingDouble(
                    (Candidate one) -> -one.passage().score())
            .thenComparing(one -> one.passage().chunkId());

    private Scores() {}

    static Candidate scored(Candidate candidate, double score, String explanation) {
        float within = (float) Math.clamp(score, 0, 1);
        return new Candidate(candidate.passage().scored(within, explanation), candidate.vector());
    }

    /** With a similarity, which a passage that no search found does not have. */
    static Candidate similar(Candidate candidate, double cosine) {
        Passage passage = candidate.passage();
        return new Candidate(
                new Passage(
                        passage.chunkId(),
                        passage.documentId(),
                        passage.title(),
                        passage.text(),
                        passage.score(),
                        Optional.of((float) cosine),
                        passage.location(),
                        passage.highlights(),
                        passage.explanation(),
                        passage.metadata()),
                candidate.vector());
    }

    /** The same order with the scores of another list, the best for the first; whatever is too long for it tails off. */
    static List<Candidate> placed(List<Candidate> order, List<Candidate> scale) {
        List<Candidate> placed = new ArrayList<>(order.size());
        for (int i = 0; i < order.size(); i++) {
            Candidate candidate = order.get(i);
            double last = scale.isEmpty() ? 1 : scale.getLast().passage().score();
            double score = i < scale.size() ? scale.get(i).passage().score() : last * (scale.size() + 1) / (i + 2);
            placed.add(scored(candidate, score, candidate.passage().explanation()));
        }
        return placed;
    }

    static List<Candidate> first(List<Candidate> candidates, int most) {
        return candidates.subList(0, Math.min(most, candidates.size()));
    }

    /** 0 when one of them is missing or zero. */
    static double cosine(float[] one, float[] other) {
        if (one.length != other.length) {
            return 0;
        }
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < one.length; i++) {
            product += (double) one[i] * other[i];
            first += (double) one[i] * one[i];
            second += (double) other[i] * other[i];
        }
        return first == 0 || second == 0 ? 0 : product / Math.sqrt(first * second);
    }

    /** A short sentence after what was said before, or nothing when nobody asked. */
    static String explained(boolean wanted, String before, String more) {
        if (!wanted) {
            return "";
        }
        if (before.isEmpty()) {
            return more;
        }
        return before + (before.endsWith(".") ? " " : ". ") + more;
    }
}
