package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.candidate;
import static dev.quern.retrieval.search.TestCandidates.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.search.ReciprocalRanks.Ranking;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final Candidate MILL = candidate("mill", .9);
    private static final Candidate DAM = candidate("dam", .8);
    private static final Candidate RIVER = candidate("river", .5);
    private static final Candidate SEA = candidate("sea", .1);

    @Test
    void everyPartGivesItsBestInTurnAndTheWholeQuestionAfterThem() {
        List<Candidate> merged = Turns.merged(
                List.of(part("one", MILL, SEA), part("two", DAM)), part("the question", MILL, RIVER, DAM), false);

        assertThat(texts(merged)).containsExactly("mill", "dam", "sea", "river");
    }

    @Test
    void theScoresAreThoseOfTheWholeQuestionAndTailOff() {
        List<Candidate> merged = Turns.merged(
                List.of(part("one", SEA, DAM), part("two", RIVER)), part("the question", MILL, DAM), false);

        assertThat(merged)
                .extracting(one -> one.passage().score())
                .startsWith(.9f, .8f)
                .hasSize(4);
        assertThat(merged)
                .isSortedAccordingTo((one, other) ->
                        Float.compare(other.passage().score(), one.passage().score()));
        assertThat(merged.getLast().passage().score()).isPositive();
    }

    @Test
    void thereAreScoresWhenTheWholeQuestionFindsNothing() {
        List<Candidate> merged = Turns.merged(List.of(part("one", SEA), part("two", RIVER)), part("all"), false);

        assertThat(merged).extracting(one -> one.passage().score()).containsExactly(.5f, 1 / 3f);
    }

    @Test
    void saysForWhichPartWhenAsked() {
        assertThat(Turns.merged(List.of(part("the part `one`", SEA)), part("the question"), true)
                        .getFirst()
                        .passage()
                        .explanation())
                .endsWith("Rank 1 for the part `one`.");
    }

    private static Ranking part(String name, Candidate... found) {
        return new Ranking(name, 1, List.of(found));
    }
}
