package dev.quern.retrieval.lucene;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.ScoreDoc;

/**
 * Relative score fusion: the scores of each list are stretched to 0..1, weighed and added. A passage that a list does
 * not hold gets nothing from it.
 */
final class RelativeScores {
    private RelativeScores() {}

    record Fused(int entry, float score) {}

    static List<Fused> fuse(ScoreDoc[] near, ScoreDoc[] worded, float alpha, int limit) {
        Map<Integer, Float> scores = new HashMap<>();
        add(scores, near, alpha);
        add(scores, worded, 1 - alpha);
        List<Fused> fused = new ArrayList<>();
        scores.forEach((entry, score) -> fused.add(new Fused(entry, Math.clamp(score, 0f, 1f))));
        fused.sort(Comparator.comparingDouble((Fused one) -> -one.score()).thenComparingInt(Fused::entry));
        return fused.subList(0, Math.min(limit, fused.size()));
    }

    private static void add(Map<Integer, Float> scores, ScoreDoc[] list, float weight) {
        if (list.length == 0) {
            return;
        }
        float best = list[0].score;
        float range = best - list[list.length - 1].score;
        for (ScoreDoc found : list) {
            float relative = range > 0 ? 1 - (best - found.score) / range : 1;
            scores.merge(found.doc, weight * relative, Float::sum);
        }
    }
}
