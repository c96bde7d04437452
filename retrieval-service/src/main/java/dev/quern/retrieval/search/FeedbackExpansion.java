package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.retrieval.Candidate;
import java.util.List;
import java.util.Optional;

/**
 * Pseudo-relevance feedback: the question's vector moves towards those of the first hits, the better ones counting more
 * (Rocchio, 1971). The words stay the question's own: words of the hits, added to it, found less (see docs/search.md).
 */
final class FeedbackExpansion implements Expansion {
    private final int passages;
    private final double strength;

    /** @param strength how far it moves: 1 is half-way */
    FeedbackExpansion(int passages, double strength) {
        this.passages = passages;
        this.strength = strength;
    }

    @Override
    public List<Rewording> of(Call call, String question, float[] vector, List<Candidate> found) {
        List<Candidate> hits = Scores.first(found, passages).stream()
                .filter(hit -> hit.vector().length == vector.length)
                .toList();
        double[] centre = new double[vector.length];
        for (Candidate hit : hits) {
            add(centre, hit.vector(), hit.passage().score() / length(hit.vector()));
        }
        double length = length(vector);
        double distance = Math.sqrt(squared(centre));
        // Nothing to go to, or nothing to go from.
        if (!(distance > 0 && length > 0)) {
            return List.of();
        }
        float[] moved = new float[vector.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (float) (vector[i] + strength * length * centre[i] / distance);
        }
        String name =
                hits.size() == 1 ? "what is near the first hit" : "what is near the first " + hits.size() + " hits";
        return List.of(new Rewording(name, question, Optional.of(moved)));
    }

    private static void add(double[] sum, float[] vector, double weight) {
        for (int i = 0; i < sum.length && Double.isFinite(weight); i++) {
            sum[i] += weight * vector[i];
        }
    }

    private static double length(float[] vector) {
        double[] exact = new double[vector.length];
        add(exact, vector, 1);
        return Math.sqrt(squared(exact));
    }

    private static double squared(double[] vector) {
        double sum = 0;
        for (double value : vector) {
            sum += value * value;
        }
        return sum;
    }
}
