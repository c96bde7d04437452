package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.candidate;
import static dev.quern.retrieval.search.TestCandidates.scores;
import static dev.quern.retrieval.search.TestCandidates.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quern.retrieval.Candidate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static final Candidate A = candidate("a", .9);
    private static final Candidate B = candidate("b", .8);
    private static final Candidate C = candidate("c", .1);

    @Test
    void anOrderGetsTheScoresOfAnotherList() {
        List<Candidate> placed = Scores.placed(List.of(C, A, B), List.of(A, B));

        assertThat(texts(placed)).containsExactly("c", "a", "b");
        assertThat(scores(placed)).containsExactly(.9f, .8f, .6f);
    }

    @Test
    void sentencesAreParted() {
        assertThat(Scores.explained(true, "words: 1st of 3", "Rank 1.")).isEqualTo("words: 1st of 3. Rank 1.");
        assertThat(Scores.explained(true, "Rank 2.", "Rank 1.")).isEqualTo("Rank 2. Rank 1.");
        assertThat(Scores.explained(true, "", "Rank 1.")).isEqualTo("Rank 1.");
        assertThat(Scores.explained(false, "words: 1st of 3", "Rank 1.")).isEmpty();
    }

    @Test
    void measuresTheAngleBetweenVectors() {
        assertThat(Scores.cosine(new float[] {3, 4}, new float[] {6, 8})).isEqualTo(1, within(1e-9));
        assertThat(Scores.cosine(new float[] {1, 0}, new float[] {1, 1})).isEqualTo(Math.sqrt(.5), within(1e-9));
        assertThat(Scores.cosine(new float[] {1, 0}, new float[] {-2, 0})).isEqualTo(-1, within(1e-9));
        assertThat(Scores.cosine(new float[] {Float.MAX_VALUE, 0}, new float[] {Float.MAX_VALUE, 0}))
                .isEqualTo(1, within(1e-9));
    }

    @Test
    void findsNothingAlikeInVectorsThatAreMissingOrZero() {
        assertThat(Scores.cosine(new float[] {0, 0}, new float[] {1, 0})).isZero();
        assertThat(Scores.cosine(new float[0], new float[] {1, 0})).isZero();
        assertThat(Scores.cosine(new float[0], new float[0])).isZero();
    }

    @Test
    void keepsScoresBetweenZeroAndOne() {
        assertThat(Scores.scored(candidate("a", 0), 1.5, "").passage().score()).isEqualTo(1);
        assertThat(Scores.scored(candidate("a", 0), -.5, "").passage().score()).isZero();
    }

    @Test
    void measuresRelevanceAgainstTheBestHit() {
        FakeStore store = new FakeStore();
        Question byWords = TestCandidates.question(store, "old mill", 5, 0, false);
        Relevance words = new Relevance(byWords, candidate("the old mill", 1));
        assertThat(words.of(candidate("an old stone", 0))).isEqualTo(.5);
        assertThat(words.of(candidate("a stone", 0))).isZero();

        Question byMeaning = TestCandidates.question(store, "old mill", 5, 1, false);
        Relevance meaning = new Relevance(byMeaning, candidate("best", 1, byMeaning.vector()));
        assertThat(meaning.of(candidate("other", 0, byMeaning.vector()))).isEqualTo(1);
        assertThat(meaning.of(candidate("no vector", 0))).isZero();
        assertThat(new Relevance(byMeaning, candidate("no vector", 1)).of(candidate("other", 0, byMeaning.vector())))
                .isZero();
    }
}
