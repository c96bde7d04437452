package dev.quern.retrieval.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.Place;
import dev.quern.retrieval.SearchQuery;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinksTest {
    private final FakeStore store = new FakeStore();

    @BeforeEach
    void plant() {
        store.add("mill", "The mill has a turbine by Fourneyron.", "It grinds grain.", "It stands still.");
        store.add("engineer", "Fourneyron was an engineer.");
        store.add("copy", "The mill has a turbine by Fourneyron too.");
    }

    @Test
    void leadsToThePassagesBeforeAndAfter() {
        Link neighbours = new DocumentNeighbours(store, FakeStore.NOTES);

        assertThat(texts(neighbours.from(at("mill", 1), 4)))
                .containsExactly("The mill has a turbine by Fourneyron.", "It stands still.");
        assertThat(texts(neighbours.from(at("mill", 0), 4))).containsExactly("It grinds grain.");
        assertThat(neighbours.from(at("mill", 1), 1)).hasSize(1);
    }

    @Test
    void leadsToWhatIsNearestInMeaningButNotToItself() {
        Link nearest = new NearestPassages(store, TestCandidates.question(store, "mill", 5, .7f, false));
        Candidate start = at("mill", 0);

        List<Link.Linked> linked = nearest.from(start, 2);

        assertThat(nearest.leadsFrom(start)).isTrue();
        assertThat(nearest.leadsFrom(TestCandidates.candidate("no vector", 1))).isFalse();
        assertThat(texts(linked)).hasSize(2).doesNotContain(start.passage().text());
        assertThat(texts(linked).getFirst()).isEqualTo("The mill has a turbine by Fourneyron too.");
        assertThat(linked.getFirst().strength()).isBetween(.9, 1.0);
        assertThat(store.searches).extracting(SearchQuery::alpha).containsExactly(1f);
    }

    @Test
    void leadsToWhatSharesItsTellingWordsOtherThanTheQuestions() {
        Question question = TestCandidates.question(store, "Which mill has a turbine?", 5, .7f, false);
        Candidate start = at("mill", 0);
        SharedTerms shared = new SharedTerms(store, question, List.of(start, at("mill", 1), at("mill", 2)));

        List<Link.Linked> linked = shared.from(start, 4);

        assertThat(store.searches).extracting(SearchQuery::text).containsExactly("Fourneyron");
        assertThat(store.searches).extracting(SearchQuery::alpha).containsExactly(0f);
        assertThat(texts(linked))
                .containsExactlyInAnyOrder("Fourneyron was an engineer.", "The mill has a turbine by Fourneyron too.");
        assertThat(linked).extracting(Link.Linked::strength).containsOnly(1.0);
        assertThat(shared.leadsFrom(TestCandidates.candidate("the mill", 1))).isFalse();
    }

    private Candidate at(String document, int ordinal) {
        return store.passages(FakeStore.NOTES, Set.of(new Place(document, ordinal)))
                .getFirst();
    }

    private static List<String> texts(List<Link.Linked> linked) {
        return linked.stream().map(one -> one.candidate().passage().text()).toList();
    }
}
