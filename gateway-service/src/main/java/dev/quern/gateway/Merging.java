package dev.quern.gateway;

import dev.quern.gateway.Passages.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Passages of several collections as one list, each collection's in its own order. A score counts within its collection
 * only. Where all vectors are of one model, it is therefore scaled by the collection's best similarity, which counts
 * everywhere; otherwise the rank decides (reciprocal rank, as Cormack et al. 2009 fuse rankings).
 */
final class Merging {
    private static final int RANK_CONSTANT = 60;

    private Merging() {}

    /**
     * @param each of one collection
     * @param comparable whether the vectors of all of them are of one model
     */
    static Found merged(List<Found> each, int most, boolean comparable) {
        if (each.size() == 1) {
            return each.getFirst();
        }
        boolean bySimilarity = comparable
                && each.stream()
                        .flatMap(found -> found.passages().stream())
                        .allMatch(passage -> passage.source().similarity().isPresent());
        List<Ranking> rankings =
                each.stream().map(found -> Ranking.of(found, bySimilarity)).toList();
        List<FoundPassage> merged = new ArrayList<>();
        while (merged.size() < most) {
            Ranking best = rankings.getFirst();
            for (Ranking ranking : rankings) {
                if (ranking.worth() > best.worth()) {
                    best = ranking;
                }
            }
            if (best.isEmpty()) {
                break;
            }
            float worth = best.worth();
            merged.add(best.take().ranked(merged.size() + 1, worth));
        }
        return new Found(
                merged,
                each.stream().flatMap(found -> found.editions().stream()).toList(),
                each.stream().flatMap(Merging::plan).toList(),
                each.stream()
                        .flatMap(found -> found.degraded().stream())
                        .distinct()
                        .toList());
    }

    private static Stream<PlanStep> plan(Found found) {
        String collection = found.editions().getFirst().collection();
        return found.plan().stream()
                .map(step -> new PlanStep(
                        step.name(),
                        collection + ": " + step.detail(),
                        step.time(),
                        step.candidates(),
                        step.selectivity()));
    }

    /** One collection's passages, taken one after the other. */
    private static final class Ranking {
        private final List<FoundPassage> passages;
        private final boolean bySimilarity;
        private final float scale;
        private int taken;

        private Ranking(List<FoundPassage> passages, boolean bySimilarity, float scale) {
            this.passages = passages;
            this.bySimilarity = bySimilarity;
            this.scale = scale;
        }

        static Ranking of(Found found, boolean bySimilarity) {
            float score = most(
                    found.passages().stream().map(passage -> passage.source().score()));
            float similarity =
                    most(found.passages().stream().flatMap(passage -> passage.source().similarity().stream()));
            return new Ranking(found.passages(), bySimilarity, score > 0 ? similarity / score : 0);
        }

        private static float most(Stream<Float> numbers) {
            return Math.max(0, numbers.reduce(0f, Math::max));
        }

        boolean isEmpty() {
            return taken == passages.size();
        }

        /** Of the next passage; less than of any when there is none. */
        float worth() {
            if (isEmpty()) {
                return -1;
            }
            return bySimilarity ? passages.get(taken).source().score() * scale : 1f / (RANK_CONSTANT + taken + 1);
        }

        FoundPassage take() {
            return passages.get(taken++);
        }
    }
}
