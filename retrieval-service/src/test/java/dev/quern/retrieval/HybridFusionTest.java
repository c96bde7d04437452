package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quern.retrieval.HybridFusion.Scored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HybridFusionTest {
    private static final List<Scored<String>> NOTHING = List.of();

    @Test
    void stretchesTheScoresOfBothListsAndWeighsThem() {
        List<Scored<String>> fused = relative(.7f, Map.of())
                .best(
                        List.of(one("a", .9), one("b", .8), one("c", .5)),
                        List.of(one("b", 12), one("a", 6), one("c", 2)),
                        10);

        assertThat(fused).extracting(Scored::key).containsExactly("b", "a", "c");
        assertThat(fused.get(0).score()).isCloseTo(.7 * .75 + .3, within(1e-6));
        assertThat(fused.get(1).score()).isCloseTo(.7 + .3 * .4, within(1e-6));
        assertThat(fused.get(2).score()).isCloseTo(0, within(1e-6));
    }

    @Test
    void theNearnessOfWhatOnlyTheWordsFoundCounts() {
        List<Scored<String>> fused = relative(.5f, Map.of("far", .1, "close", .75))
                .best(List.of(one("a", .9), one("b", .8)), List.of(one("far", 8), one("close", 8)), 10);

        assertThat(fused).extracting(Scored::key).containsExactly("close", "a", "far", "b");
        // The least near of all, wherever it was found, is the end of the scale.
        assertThat(fused.get(0).score()).isCloseTo(.5 * .65 / .8 + .5, within(1e-6));
        assertThat(fused.get(2).score()).isCloseTo(.5, within(1e-6));
    }

    @Test
    void reciprocalRanksKnowPlacesOnly() {
        HybridFusion<String> fusion = new HybridFusion<>(Fusion.RECIPROCAL_RANK, .5f, key -> {
            throw new AssertionError("nobody wants the nearness of " + key);
        });

        List<Scored<String>> fused = fusion.best(
                List.of(one("a", .9), one("b", .1)), List.of(one("a", 100), one("c", 99), one("b", 98)), 10);

        assertThat(fused).extracting(Scored::key).containsExactly("a", "b", "c");
        assertThat(fused.get(0).score()).isCloseTo(1, within(1e-6));
        assertThat(fused.get(1).score()).isCloseTo(.5 * 61 / 62 + .5 * 61 / 63, within(1e-6));
    }

    @Test
    void oneListAloneKeepsItsOrderFromOneDown() {
        assertThat(relative(1, Map.of()).best(List.of(one("b", .9), one("a", .8), one("c", .7)), NOTHING, 2))
                .extracting(Scored::key)
                .containsExactly("b", "a");
        assertThat(relative(0, Map.of()).best(NOTHING, List.of(one("b", 7), one("a", 3)), 5))
                .containsExactly(new Scored<>("b", 1), new Scored<>("a", 0));
        assertThat(relative(.5f, Map.of()).best(NOTHING, NOTHING, 5)).isEmpty();
    }

    @Test
    void whatIsEquallyGoodIsInTheOrderOfItsKeys() {
        assertThat(relative(1, Map.of()).best(List.of(one("c", .5), one("a", .5), one("b", .5)), NOTHING, 3))
                .containsExactly(one("a", 1), one("b", 1), one("c", 1));
    }

    @Test
    void anyTwoListsGiveEveryPassageOnceBestFirstWithScoresFromZeroToOne() {
        Random random = new Random(5);
        for (int round = 0; round < 500; round++) {
            Map<String, Double> nearness = new HashMap<>();
            List<Scored<String>> near = new ArrayList<>();
            List<Scored<String>> worded = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String key = "p" + i;
                nearness.put(key, random.nextDouble(-1, 1));
                if (random.nextInt(3) == 0) {
                    near.add(one(key, nearness.get(key)));
                }
                if (random.nextInt(3) == 0) {
                    worded.add(one(key, random.nextDouble(20)));
                }
            }
            near.sort(Comparator.comparingDouble(one -> -one.score()));
            worded.sort(Comparator.comparingDouble(one -> -one.score()));
            Fusion fusion = random.nextBoolean() ? Fusion.RELATIVE_SCORE : Fusion.RECIPROCAL_RANK;
            float alpha = random.nextInt(11) / 10f;

            List<Scored<String>> fused = new HybridFusion<String>(fusion, alpha, nearness::get).best(near, worded, 20);

            assertThat(fused).extracting(Scored::key).doesNotHaveDuplicates();
            assertThat(fused).hasSizeLessThanOrEqualTo(20);
            assertThat(fused).allSatisfy(one -> assertThat(one.score()).isBetween(0.0, 1.0));
            assertThat(fused)
                    .isSortedAccordingTo(Comparator.comparingDouble((Scored<String> one) -> -one.score())
                            .thenComparing(Scored::key));
        }
    }

    private static HybridFusion<String> relative(float alpha, Map<String, Double> nearness) {
        return new HybridFusion<>(Fusion.RELATIVE_SCORE, alpha, key -> {
            Double known = nearness.get(key);
            if (known == null) {
                throw new AssertionError("nobody wants the nearness of " + key);
            }
            return known;
        });
    }

    private static Scored<String> one(String key, double score) {
        return new Scored<>(key, score);
    }
}
