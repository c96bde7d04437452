package dev.quern.retrieval.search;

import dev.quern.retrieval.Candidate;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses passages that are good and say something new: maximal marginal relevance (Carbonell and Goldstein, SIGIR
 * 1998). It decides which passages are in the result; their scores decide the order.
 */
final class Diversity {
    private final double lambda;
    private final double alikeFrom;

    /**
     * @param lambda weight of the score; the rest is that of being unlike what was chosen before
     * @param alikeFrom cosine below which two passages are not alike at all: passages of one topic are near each other,
     *     and both are wanted
     */
    Diversity(double lambda, double alikeFrom) {
        this.lambda = lambda;
        this.alikeFrom = alikeFrom;
    }

    /** @param candidates best first */
    List<Candidate> chosen(List<Candidate> candidates, int wanted) {
        if (candidates.size() <= wanted) {
            return candidates;
        }
        int count = candidates.size();
        double best = candidates.getFirst().passage().score();
        double range = best - candidates.getLast().passage().score();
        double[] alike = new double[count];
        boolean[] isChosen = new boolean[count];
        int next = 0;
        for (int chosen = 1; chosen <= wanted; chosen++) {
            isChosen[next] = true;
            int last = next;
            double bestGain = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < count; i++) {
                if (isChosen[i]) {
                    continue;
                }
                alike[i] = Math.max(alike[i], alike(candidates.get(i), candidates.get(last)));
                double score =
                        range > 0 ? 1 - (best - candidates.get(i).passage().score()) / range : 1;
                double gain = lambda * score - (1 - lambda) * alike[i];
                if (gain > bestGain) {
                    bestGain = gain;
                    next = i;
                }
            }
        }
        List<Candidate> kept = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (isChosen[i]) {
                kept.add(candidates.get(i));
            }
        }
        return kept;
    }

    private double alike(Candidate one, Candidate other) {
        if (one.passage().text().equals(other.passage().text())) {
            return 1;
        }
        double cosine = Scores.cosine(one.vector(), other.vector());
        return cosine <= alikeFrom ? 0 : (cosine - alikeFrom) / (1 - alikeFrom);
    }
}
