package dev.quern.retrieval.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Candidates;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.PlanStep;
import dev.quern.retrieval.SearchQuery;
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.TestCalls;
import dev.quern.retrieval.TestConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private static final String[] NOTHING_OPTIONAL = {
        "walk", "false", "diversity", "false", "expansion", "none", "decomposition", "false", "rerank", "false"
    };

    private static final String CROWDED_OUT = "Watermill burned down.";

    private final SearchFixture search = new SearchFixture();

    @Test
    void searchesOnceInASingleStage() {
        search.store.add("mill", "A mill grinds grain.", "A mill by the river.");

        search.find("mill", 7, Strategy.SINGLE_STAGE);

        assertThat(search.store.searches).extracting(SearchQuery::limit).containsExactly(7);
    }

    @Test
    void ordersMoreCandidatesByTheRerankingModel() {
        for (int i = 0; i < 10; i++) {
            search.store.add("mill" + i, "mill " + "word ".repeat(i) + i);
        }
        String last = search.find("mill", 10, Strategy.SINGLE_STAGE)
                .passages()
                .getLast()
                .text();
        search.relevances = Optional.of(Map.of(last, 4f));

        SearchResult found = search.explained("mill", 3, Strategy.TWO_STAGE);

        assertThat(found.passages()).hasSize(3);
        assertThat(found.passages().getFirst().text()).isEqualTo(last);
        assertThat(found.passages().getFirst().explanation()).contains("gives it 4.0, from place 10");
        assertThat(search.store.searches.getLast().limit()).isEqualTo(20);
    }

    @Test
    void keepsTheHybridOrderWithoutARerankingModel() {
        for (int i = 0; i < 10; i++) {
            search.store.add("mill" + i, "mill " + "word ".repeat(i) + i);
        }

        assertThat(search.find("mill", 5, Strategy.TWO_STAGE).passages())
                .isEqualTo(search.find("mill", 5, Strategy.SINGLE_STAGE).passages());
    }

    @Test
    void goesOnWithoutARerankingModelThatFails() {
        search.store.add("mill", "A mill grinds grain.", "A mill by the river.");
        search.beforeReranking = _ -> {
            throw new QuernException(ErrorCode.OVERLOADED, "Too many calls.");
        };

        SearchResult found = search.explained("mill", 5, Strategy.TWO_STAGE);

        assertThat(found.passages()).hasSize(2);
        assertThat(found.plan()).extracting(PlanStep::detail).contains("skipped: Too many calls.");
        assertThat(found.degraded()).containsExactly("reranking");
    }

    @Test
    void failsWhenTheSearchItselfDoes() {
        search.store.beforeSearch = () -> {
            throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The store is away.");
        };

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> search.find("mill", 5, Strategy.MULTI_STAGE));

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void searchesForThePartsOfACompoundQuestion() {
        SearchFixture parts = new SearchFixture("walk", "false", "expansion", "none");
        parts.store.add("mill", "A watermill grinds grain.");
        parts.store.add("dam", "The dam was built in 1710.");

        SearchResult found =
                parts.explained("Who runs the watermill and when was the dam built?", 5, Strategy.MULTI_STAGE);

        assertThat(parts.store.searches)
                .extracting(SearchQuery::text)
                .containsExactly(
                        "Who runs the watermill and when was the dam built?",
                        "Who runs the watermill",
                        "when was the dam built?");
        assertThat(parts.embeddings.batches).containsExactly(1, 2);
        assertThat(found.passages())
                .hasSize(2)
                .allSatisfy(passage -> assertThat(passage.explanation()).contains("for the part `"))
                .allSatisfy(passage -> assertThat(passage.similarity()).isPresent());
    }

    @Test
    void searchesAgainNearerToTheFirstHits() {
        SearchFixture feedback = new SearchFixture("walk", "false", "feedback-passages", "1");
        feedback.store.add("a", "A mill uses a turbine.");
        feedback.store.add("b", "Nothing is said here.");

        SearchResult found = feedback.explained("mill", 5, Strategy.MULTI_STAGE);

        assertThat(feedback.store.searches).extracting(SearchQuery::text).containsExactly("mill", "mill");
        assertThat(feedback.store.searches.getLast().vector())
                .isNotEqualTo(feedback.store.searches.getFirst().vector());
        assertThat(feedback.embeddings.batches).containsExactly(1);
        assertThat(found.passages().getFirst().explanation()).contains("Rank 1 for what is near the first hit.");
    }

    @Test
    void searchesForTheWordingsOfALanguageModel() {
        SearchFixture model = new SearchFixture("walk", "false", "expansion", "model");
        model.wordings = List.of("old works", "grinding of grain");
        model.store.add("a", "The works that grind grain.");
        model.store.add("b", "Nothing is said here.");

        model.find("mill", 5, Strategy.MULTI_STAGE);

        assertThat(model.store.searches)
                .extracting(SearchQuery::text)
                .containsExactly("mill", "old works", "grinding of grain");
        assertThat(model.embeddings.batches).containsExactly(1, 2);
    }

    @Test
    void bringsInWhatTheBestHitIsLinkedToAndSaysHow() {
        SearchFixture walking = crowded();

        SearchResult plain = walking.explained("old watermill", 5, Strategy.SINGLE_STAGE);
        SearchResult walked = walking.explained("old watermill", 5, Strategy.MULTI_STAGE);

        assertThat(SearchFixture.texts(plain)).doesNotContain(CROWDED_OUT);
        assertThat(SearchFixture.texts(walked).subList(0, 4))
                .isEqualTo(SearchFixture.texts(plain).subList(0, 4));
        Passage brought = walked.passages().getLast();
        assertThat(brought.text()).isEqualTo(CROWDED_OUT);
        assertThat(brought.explanation()).isEqualTo("It is neighbour of passage 1 of `mill`, which the query finds.");
        assertThat(brought.similarity()).isPresent();
    }

    @Test
    void bringsInNothingOfAFilteredCollectionThatHasChangedMeanwhile() {
        SearchFixture walking = crowded();
        SearchRequest request = SearchFixture.request(
                "old watermill",
                5,
                Strategy.MULTI_STAGE,
                Optional.of(TestCandidates.in(Field.TYPE, "text/plain")),
                true);
        assertThat(SearchFixture.texts(walking.find(request))).contains(CROWDED_OUT);

        walking.store.afterSearch = () -> walking.store.version += "+";

        SearchResult changed = walking.find(request);
        assertThat(SearchFixture.texts(changed)).doesNotContain(CROWDED_OUT);
        assertThat(changed.degraded()).containsExactly("walk");
    }

    @Test
    void saysThatTheWalkHadNoTimeToGoOn() {
        SearchFixture walking = crowded("walk-time", "0");

        SearchResult found = walking.find("old watermill", 5, Strategy.MULTI_STAGE);

        assertThat(SearchFixture.texts(found)).hasSize(5).doesNotContain(CROWDED_OUT);
        assertThat(found.degraded()).containsExactly("walk");
        assertThat(walking.cache.results).isEmpty();
    }

    /** The best hit has a neighbour that does not get among the candidates by itself. */
    private static SearchFixture crowded(String... more) {
        SearchFixture search = new SearchFixture(
                Stream.concat(Stream.of("candidates", "5", "expansion", "none", "diversity", "false"), Stream.of(more))
                        .toArray(String[]::new));
        search.store.add("mill", "The old watermill.", CROWDED_OUT);
        for (int words : List.of(3, 6, 9, 16)) {
            String others = IntStream.range(0, words)
                    .mapToObj(i -> "word" + i + "of" + words)
                    .collect(Collectors.joining(" "));
            search.store.add("other" + words, "An old watermill " + others);
        }
        return search;
    }

    @Test
    void doesOnlyWhatIsSwitchedOn() {
        SearchFixture plain = new SearchFixture(NOTHING_OPTIONAL);
        plain.store.add("mill", "The old watermill.", "A mill by the river.", "One more mill.");
        search.store.add("mill", "The old watermill.", "A mill by the river.", "One more mill.");
        search.store.add("dam", "A mill, and a dam.");

        assertThat(SearchFixture.steps(plain.explained("mill", 1, Strategy.MULTI_STAGE)))
                .containsExactly("embedding", "search", "highlights");
        assertThat(SearchFixture.steps(search.explained("mill", 3, Strategy.MULTI_STAGE)))
                .containsExactly(
                        "embedding", "search", "decomposition", "expansion", "reranking", "diversity", "highlights");
        assertThat(SearchFixture.steps(search.explained("watermill mill", 4, Strategy.MULTI_STAGE)))
                .contains("walk");
    }

    @Test
    void leavesOutWhatThereIsNoTimeFor() {
        search.store.add("mill", "The old watermill.", "A mill by the river.");
        StageTimes times = new StageTimes(search.meters);
        for (Stage slow : List.of(Stage.DECOMPOSITION, Stage.EXPANSION, Stage.RERANKING, Stage.WALK)) {
            times.took(slow, Duration.ofHours(1));
        }
        Pipeline pipeline = new Pipeline(
                search.store,
                search.embeddings,
                (_, _, _) -> Optional.empty(),
                Expansion.NONE,
                TestConfig.with("search.expansion", "feedback").search());
        SearchRun run = new SearchRun(TestCalls.of("acme"), times, Duration.ofSeconds(2));

        Candidates found = pipeline.candidates(run, TestCandidates.question(search.store, "mill", 10, .7f, true));

        assertThat(found.found()).isNotEmpty();
        assertThat(run.degraded()).containsExactly("decomposition", "expansion", "reranking", "walk");
        assertThat(run.plan())
                .extracting(step -> step.name() + " " + step.detail())
                .containsExactly(
                        "search alpha 0.7, the best 20",
                        "decomposition skipped: no time",
                        "expansion skipped: no time",
                        "reranking skipped: no time",
                        "walk skipped: no time");
    }
}
