package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.candidate;
import static dev.quern.retrieval.search.TestCandidates.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Candidate;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiversityTest {
    private static final List<Candidate> FOUND = List.of(
            candidate("mill", 1, 1, 0, 0),
            candidate("the mill", .9, 1, .01f, 0),
            candidate("river", .8, 0, 1, 0),
            candidate("unlike", .1, 0, 0, 1));

    @Test
    void leavesOutWhatSaysTheSame() {
        assertThat(texts(new Diversity(.7, .8).chosen(FOUND, 2))).containsExactly("mill", "river");
    }

    @Test
    void keepsTheOrderOfTheScores() {
        assertThat(texts(new Diversity(.5, .8).chosen(FOUND, 3))).containsExactly("mill", "river", "unlike");
    }

    @Test
    void choosesTheBestWhenNothingElseCounts() {
        assertThat(texts(new Diversity(1, .8).chosen(FOUND, 3))).containsExactly("mill", "the mill", "river");
    }

    @Test
    void passagesOfOneTopicAreNotAlike() {
        List<Candidate> topic =
                List.of(candidate("mill", 1, 1, 0), candidate("its wheel", .5, .7f, .7f), candidate("sea", .4, 0, 1));

        assertThat(texts(new Diversity(.7, 0).chosen(topic, 2))).containsExactly("mill", "sea");
        assertThat(texts(new Diversity(.7, .8).chosen(topic, 2))).containsExactly("mill", "its wheel");
    }

    @Test
    void keepsEverythingWhenThereIsRoom() {
        assertThat(new Diversity(.7, .8).chosen(FOUND, 4)).isEqualTo(FOUND);
        assertThat(new Diversity(.7, .8).chosen(List.of(), 4)).isEmpty();
    }

    @Test
    void takesTheSameTextForTheSameWithoutVectors() {
        List<Candidate> twins =
                List.of(candidate("mill", 1), twin(candidate("mill", .9)), candidate("river", .8), candidate("sea", 0));

        assertThat(texts(new Diversity(.5, .8).chosen(twins, 2))).containsExactly("mill", "river");
    }

    private static Candidate twin(Candidate one) {
        Candidate other = candidate("other", one.passage().score());
        return new Candidate(
                new dev.quern.retrieval.Passage(
                        other.passage().chunkId(),
                        "other",
                        "",
                        one.passage().text(),
                        one.passage().score(),
                        one.passage().similarity(),
                        one.passage().location(),
                        List.of(),
                        "",
                        one.passage().metadata()),
                one.vector());
    }
}
