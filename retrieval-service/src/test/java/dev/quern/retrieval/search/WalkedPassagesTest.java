package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.candidate;
import static dev.quern.retrieval.search.TestCandidates.scores;
import static dev.quern.retrieval.search.TestCandidates.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.FakeEmbeddings;
import dev.quern.retrieval.search.AssociationWalk.Visit;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalkedPassagesTest {
    private static final List<Candidate> FOUND =
            List.of(like("mill river", .9), like("mill stone", .8), like("mill dam", .5), like("mill wheel", .1));

    private final FakeStore store = new FakeStore();

    @Test
    void letsWhatItBringsIntoTheLowerPlacesOnly() {
        Visit visit = new Visit(like("mill", 0), 1, 1, "next to something");

        List<Candidate> merged = places(4, .5, true).merged(FOUND, List.of(visit));

        assertThat(texts(merged)).containsExactly("mill river", "mill stone", "mill", "mill dam", "mill wheel");
        assertThat(scores(merged)).isSortedAccordingTo((one, other) -> Float.compare(other, one));
        assertThat(merged.get(2).passage().score()).isLessThanOrEqualTo(.8f);
        assertThat(merged.get(2).passage().explanation()).isEqualTo("It is next to something.");
    }

    @Test
    void neverTouchesTheBestHit() {
        Visit visit = new Visit(like("mill", 0), 1, 1, "next to something");

        assertThat(texts(places(1, 1, false).merged(FOUND, List.of(visit))).getFirst())
                .isEqualTo("mill river");
    }

    @Test
    void weighsActivationByRelevance() {
        Visit relevant = new Visit(like("mill river", 0, "x"), .5, 1, "");
        Visit active = new Visit(like("unrelated", 0), 1, 1, "");

        List<Candidate> merged = places(4, .5, false).merged(FOUND, List.of(active, relevant));

        assertThat(texts(merged)).contains("mill river x").doesNotContain("unrelated");
        assertThat(merged)
                .allSatisfy(one -> assertThat(one.passage().explanation()).isEmpty());
    }

    @Test
    void raisesAPassageThatWasFoundButNeverTwice() {
        Visit again = new Visit(like("mill wheel", 0), 1, 1, "next to something");

        List<Candidate> merged = places(4, .5, false).merged(FOUND, List.of(again));

        assertThat(texts(merged)).containsExactly("mill river", "mill stone", "mill wheel", "mill dam");
    }

    @Test
    void knowsWhetherAnyPlaceIsOpen() {
        assertThat(places(4, .5, false).areOpen(FOUND)).isTrue();
        assertThat(places(3, .3, false).areOpen(FOUND)).isFalse();
        assertThat(places(10, 0, false).areOpen(FOUND)).isTrue();
    }

    private WalkedPassages places(int limit, double share, boolean explain) {
        return new WalkedPassages(TestCandidates.question(store, "mill", limit, .7f, explain), share);
    }

    private static Candidate like(String text, double score, String... more) {
        String whole = String.join(" ", text, String.join(" ", more)).strip();
        return candidate(whole, score, FakeEmbeddings.vector(text));
    }
}
