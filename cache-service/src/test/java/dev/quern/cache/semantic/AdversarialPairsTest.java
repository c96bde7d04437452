package dev.quern.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdversarialPairsTest {
    private static final double NEARLY_EQUAL = 0.99;

    @Test
    void noneIsAHitHoweverAlikeTheVectorsAre() {
        // Given
        List<AdversarialPairs.Pair> pairs = AdversarialPairs.all();

        // When
        List<AdversarialPairs.Pair> hits = pairs.stream()
                .filter(pair -> isHit(pair.one(), pair.other()) || isHit(pair.other(), pair.one()))
                .toList();

        // Then
        assertThat(pairs).hasSizeGreaterThan(500);
        assertThat(hits).isEmpty();
    }

    private static boolean isHit(String asked, String stored) {
        Match match =
                QuestionMatcher.match(AskedQuestion.of(asked, "en"), AskedQuestion.of(stored, "en"), NEARLY_EQUAL);
        return match.conflict().isEmpty() && match.score() >= QuestionMatcher.DEFAULT_THRESHOLD;
    }
}
