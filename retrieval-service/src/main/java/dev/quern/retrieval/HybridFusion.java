package dev.quern.retrieval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Makes one list of what was found by vectors and what was found by words, on every store in the same way.
 *
 * <p>A passage that only the words found has a vector too. With relative scores its nearness counts like that of the
 * others, as if the list of vectors were long enough to hold it: this finds more than giving it nothing (see
 * docs/search.md).
 *
 * @param nearness of a passage that only the words found, on the scale of the scores of the vectors' list
 */
public record HybridFusion<K extends Comparable<K>>(Fusion fusion, float alpha, ToDoubleFunction<K> nearness) {
    /** How much the first places count more than those after them (Cormack, Clarke and Büttcher, SIGIR 2009). */
    private static final int RANK_CONSTANT = 60;

    /**
     * A passage in a list.
     *
     * @param score the more, the better
     */
    public record Scored<K extends Comparable<K>>(K key, double score) {}

    /**
     * The best of both with scores 0 to 1.
     *
     * @param near best first
     * @param worded best first
     */
    public List<Scored<K>> best(List<Scored<K>> near, List<Scored<K>> worded, int limit) {
        Map<K, Double> scores = HashMap.newHashMap(near.size() + worded.size());
        switch (fusion) {
            case RELATIVE_SCORE -> {
                addStretched(scores, worded.isEmpty() ? near : completed(near, worded), alpha);
                addStretched(scores, worded, 1 - alpha);
            }
            case RECIPROCAL_RANK -> {
                addReciprocalRanks(scores, near, alpha);
                addReciprocalRanks(scores, worded, 1 - alpha);
            }
        }
        List<Scored<K>> fused = new ArrayList<>();
        scores.forEach((key, score) -> fused.add(new Scored<>(key, Math.clamp(score, 0, 1))));
        fused.sort(Comparator.comparingDouble((Scored<K> one) -> -one.score()).thenComparing(Scored::key));
        return List.copyOf(fused.subList(0, Math.min(limit, fused.size())));
    }

    private List<Scored<K>> completed(List<Scored<K>> near, List<Scored<K>> worded) {
        Map<K, Double> all = HashMap.newHashMap(near.size() + worded.size());
        near.forEach(one -> all.put(one.key(), one.score()));
        if (alpha > 0) {
            worded.forEach(one -> all.computeIfAbsent(one.key(), nearness::applyAsDouble));
        }
        return all.entrySet().stream()
                .map(one -> new Scored<>(one.getKey(), one.getValue()))
                .toList();
    }

    /** The best gets the whole weight, the last of the list nothing. */
    private static <K extends Comparable<K>> void addStretched(
            Map<K, Double> scores, List<Scored<K>> list, double weight) {
        double best = list.stream().mapToDouble(Scored::score).max().orElse(0);
        double range = best - list.stream().mapToDouble(Scored::score).min().orElse(0);
        for (Scored<K> found : list) {
            double relative = range > 0 ? 1 - (best - found.score()) / range : 1;
            scores.merge(found.key(), weight * relative, Double::sum);
        }
    }

    /** Scaled so that the first place in both lists is 1. */
    private static <K extends Comparable<K>> void addReciprocalRanks(
            Map<K, Double> scores, List<Scored<K>> list, double weight) {
        for (int i = 0; i < list.size(); i++) {
            scores.merge(list.get(i).key(), weight * (RANK_CONSTANT + 1) / (RANK_CONSTANT + 1 + i), Double::sum);
        }
    }
}
