package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.candidate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.TestCalls;
import dev.quern.retrieval.search.Expansion.Rewording;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedbackExpansionTest {
    private static final float[] EAST = {1, 0, 0};
    private static final Candidate NORTH = with(.8, 0, 1, 0);
    private static final Candidate UP = with(.4, 0, 0, 1);

    @Test
    void movesTheVectorTowardsTheFirstHitsTheBetterOnesCountingMore() {
        Rewording wording = only(2, .5, EAST, List.of(NORTH, UP, with(.1, 0, -1, 0)));

        assertThat(wording.words()).isEqualTo("the question");
        assertThat(wording.name()).isEqualTo("what is near the first 2 hits");
        float[] moved = wording.vector().orElseThrow();
        assertThat(moved[0]).isEqualTo(1);
        assertThat(moved[1]).isCloseTo((float) (.5 * .8 / Math.hypot(.8, .4)), within(1e-6f));
        assertThat(moved[2]).isCloseTo(moved[1] / 2, within(1e-6f));
    }

    @Test
    void lengthsDoNotMatter() {
        float[] once = only(1, .5, EAST, List.of(NORTH)).vector().orElseThrow();
        float[] longer = only(1, .5, new float[] {4, 0, 0}, List.of(with(.8, 0, 9, 0)))
                .vector()
                .orElseThrow();

        assertThat(once).containsExactly(1, .5f, 0);
        assertThat(longer).containsExactly(4, 2, 0);
    }

    @Test
    void addsNothingWhenThereIsNothingToLearn() {
        assertThat(of(2, .5, EAST, List.of())).isEmpty();
        assertThat(of(2, .5, new float[0], List.of(NORTH))).isEmpty();
        assertThat(of(2, .5, EAST, List.of(with(.9, 0, 0, 0)))).isEmpty();
        assertThat(of(2, .5, EAST, List.of(with(0, 0, 1, 0)))).isEmpty();
        assertThat(of(2, .5, new float[3], List.of(NORTH))).isEmpty();
        assertThat(of(2, .5, EAST, List.of(with(.9, 1, 0)))).isEmpty();
    }

    private static Rewording only(int passages, double strength, float[] vector, List<Candidate> found) {
        List<Rewording> wordings = of(passages, strength, vector, found);
        assertThat(wordings).hasSize(1);
        return wordings.getFirst();
    }

    private static List<Rewording> of(int passages, double strength, float[] vector, List<Candidate> found) {
        return new FeedbackExpansion(passages, strength).of(TestCalls.of("acme"), "the question", vector, found);
    }

    private static Candidate with(double score, float... vector) {
        return new Candidate(candidate("a text", score).passage(), vector);
    }
}
