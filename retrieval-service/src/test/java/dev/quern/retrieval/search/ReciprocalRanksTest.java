package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.candidate;
import static dev.quern.retrieval.search.TestCandidates.scores;
import static dev.quern.retrieval.search.TestCandidates.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.search.ReciprocalRanks.Ranking;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReciprocalRanksTest {
    private static final Candidate A = candidate("a", .9);
    private static final Candidate B = candidate("b", .8);
    private static final Candidate C = candidate("c", .7);

    private final ReciprocalRanks ranks = new ReciprocalRanks(60);

    @Test
    void ordersByWeighedReciprocalRanks() {
        Ranking one = new Ranking("one", 1, List.of(A, B));

        assertThat(texts(ranks.fused(List.of(one, new Ranking("other", .5, List.of(B, C))), false)))
                .containsExactly("b", "a", "c");
        assertThat(texts(ranks.fused(List.of(one, new Ranking("other", .001, List.of(B, C))), false)))
                .containsExactly("a", "b", "c");
    }

    @Test
    void theScoresAreThoseOfTheFirstListAndTailOff() {
        List<Candidate> fused = ranks.fused(
                List.of(new Ranking("one", 1, List.of(A, B)), new Ranking("other", .5, List.of(B, C))), false);

        assertThat(scores(fused)).containsExactly(.9f, .8f, .6f);
    }

    @Test
    void leavesOneListAsItIs() {
        List<Candidate> one = List.of(A, B);

        assertThat(ranks.fused(List.of(new Ranking("one", 1, one)), true)).isSameAs(one);
    }

    @Test
    void saysOnlyToWhoAsksWhichListsHadAPassage() {
        List<Ranking> rankings =
                List.of(new Ranking("the question", 1, List.of(A)), new Ranking("the part `x`", 1, List.of(B, A)));

        assertThat(ranks.fused(rankings, true).getFirst().passage().explanation())
                .isEqualTo("Rank 1 for the question. Rank 2 for the part `x`.");
        assertThat(ranks.fused(rankings, false))
                .allSatisfy(one -> assertThat(one.passage().explanation()).isEmpty());
    }
}
