package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.in;
import static dev.quern.retrieval.search.TestCandidates.tagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.FakeEmbeddings;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Fusion;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.PlanStep;
import dev.quern.retrieval.SearchQuery;
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.TestCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final float[] NONE = {};

    private final SearchFixture search = new SearchFixture();

    @Test
    void namesTheFieldThatIsNotValid() {
        assertInvalid("query", () -> find(" \u0000\n", NONE, 5, .7f));
        assertInvalid("query", () -> find("x".repeat(4001), NONE, 5, .7f));
        assertInvalid("limit", () -> find("mill", NONE, 0, .7f));
        assertInvalid("limit", () -> find("mill", NONE, 51, .7f));
        assertInvalid("alpha", () -> find("mill", NONE, 5, 1.1f));
        assertInvalid("alpha", () -> find("mill", NONE, 5, -.1f));
        assertInvalid("alpha", () -> find("mill", NONE, 5, Float.NaN));
        assertInvalid("vector", () -> find("mill", new float[3], 5, .7f));
        float[] infinite = new float[FakeEmbeddings.DIMENSIONS];
        infinite[7] = Float.NEGATIVE_INFINITY;
        assertInvalid("vector", () -> find("mill", infinite, 5, .7f));
    }

    @Test
    void saysThatThereIsNoSuchCollection() {
        SearchRequest request = new SearchRequest(
                new CollectionId("stranger", "notes"),
                "q",
                NONE,
                "",
                5,
                Optional.empty(),
                Fusion.RELATIVE_SCORE,
                Optional.empty(),
                Strategy.SINGLE_STAGE,
                false);

        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> search.by(TestCalls.of("stranger")).find(request));

        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure.field()).contains("collection");
    }

    @Test
    void refusesAVectorOfAnotherModelThanTheCollectionsWhenToldWhich() {
        search.store.add("mill", "A mill.");
        float[] vector = FakeEmbeddings.vector("mill");

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> search.find(embedded(vector, "other@1")));

        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure.field()).contains("collection");
        assertThat(search.find(embedded(vector, "words@1")).passages()).isNotEmpty();
        assertThat(search.find(embedded(vector, "")).passages()).isNotEmpty();
    }

    @Test
    void mixesNoVectorsOfTwoModelsWhenTheCollectionChangesOverMeanwhile() {
        search.store.add("mill", "A mill.");
        search.store.beforeSearch = () -> {
            search.store.settings = CollectionSettings.of("other@1", FakeEmbeddings.DIMENSIONS);
            search.store.version = "2";
        };

        QuernException failure = catchThrowableOfType(QuernException.class, () -> find("mill", NONE, 5, .7f));

        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure.field()).contains("collection");
        assertThat(search.cache.results).isEmpty();
    }

    @Test
    void saysThatTheCollectionChangedOverWhenItsNewVectorsCannotBeComparedWithTheQuestions() {
        search.store.beforeSearch = () -> {
            search.store.settings = CollectionSettings.of("other@1", 3);
            throw new IllegalArgumentException("3 dimensions");
        };

        QuernException failure = catchThrowableOfType(QuernException.class, () -> find("mill", NONE, 5, .7f));

        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void hasTheQueryEmbeddedOnlyWhenThatIsNeeded() {
        find("mill", NONE, 50, 0);
        find("mill", FakeEmbeddings.vector("mill"), 50, .7f);
        assertThat(search.embeddings.batches).isEmpty();

        find("mill", NONE, 1, .7f);
        assertThat(search.embeddings.batches).containsExactly(1);
    }

    @Test
    void refusesWhenTheModelOfTheCollectionIsGone() {
        search.embeddings.model = "words@2";

        QuernException failure = catchThrowableOfType(QuernException.class, () -> find("mill", NONE, 5, .7f));

        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void takesControlCharactersForSpaces() {
        find("\u0000mill\r\n\u001b by\u0085the\u2028\triver\u2029 ", NONE, 5, 0);

        assertThat(search.store.searches).extracting(SearchQuery::text).containsExactly("mill by the river");
    }

    @Test
    void showsWhereTheQueriesWordsStand() {
        search.store.add("mill", "Two mills stand here.");

        Passage passage = find("the mill", NONE, 5, .7f).passages().getFirst();

        assertThat(passage.highlights()).containsExactly(new Passage.Highlight(4, 9));
    }

    @Test
    void remembersAResultUntilTheCollectionChanges() {
        search.store.add("mill", "A mill grinds grain.");
        SearchResult first = search.find("mill", 5, Strategy.TWO_STAGE);
        search.store.add("river", "A river drives the mill.");

        assertThat(search.find("mill", 5, Strategy.TWO_STAGE)).isEqualTo(first);
        assertThat(counted("hit")).isEqualTo(1);
        assertThat(counted("miss")).isEqualTo(1);

        search.store.version = "2";
        assertThat(search.find("mill", 5, Strategy.TWO_STAGE).passages()).hasSize(2);
    }

    @Test
    void remembersAResultUnderTheVersionThatWasSearched() {
        search.store.add("mill", "A mill grinds grain.");
        search.store.beforeSearch = () -> search.store.version = "2";
        SearchResult found = search.find("mill", 5, Strategy.SINGLE_STAGE);
        int searches = search.store.searches.size();

        assertThat(search.find("mill", 5, Strategy.SINGLE_STAGE)).isEqualTo(found);

        assertThat(found.collectionVersion()).isEqualTo("2");
        assertThat(search.store.searches).hasSize(searches);
    }

    @Test
    void neverExplainsFromTheCache() {
        search.store.add("mill", "A mill grinds grain.");

        search.explained("mill", 5, Strategy.SINGLE_STAGE);

        assertThat(search.cache.lookups).isZero();
        assertThat(search.cache.results).isEmpty();
    }

    @Test
    void asksNoCacheThatIsSwitchedOff() {
        SearchFixture without = new SearchFixture("cache", "false");
        without.store.add("mill", "A mill grinds grain.");

        without.find("mill", 5, Strategy.SINGLE_STAGE);

        assertThat(without.cache.lookups).isZero();
        assertThat(without.cache.results).isEmpty();
    }

    @Test
    void doesNotRememberWhatHadToDoWithoutAStage() {
        search.store.add("mill", "A mill grinds grain.", "A mill by the river.");
        search.beforeReranking = _ -> {
            throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The embedding-service is away.");
        };

        SearchResult found = search.find("mill", 5, Strategy.TWO_STAGE);

        assertThat(found.passages()).hasSize(2);
        assertThat(found.degraded()).containsExactly("reranking");
        assertThat(search.cache.results).isEmpty();
    }

    @Test
    void goesOnWithoutARerankingModelThatNeverAnswers() {
        SearchFixture slow = new SearchFixture("stage-time", "100ms");
        slow.store.add("mill", "A mill grinds grain.", "A mill by the river.");
        List<Duration> given = new ArrayList<>();
        slow.beforeReranking = asking -> {
            given.add(asking.deadline().remaining());
            while (!asking.deadline().isPassed()) {
                Thread.onSpinWait();
            }
            asking.ensureWanted();
        };

        List<SearchResult> results = IntStream.range(0, 3)
                .mapToObj(_ -> slow.explained("mill", 5, Strategy.TWO_STAGE))
                .toList();

        assertThat(results).allSatisfy(result -> {
            assertThat(result.passages()).hasSize(2);
            assertThat(result.degraded()).containsExactly("reranking");
        });
        assertThat(results)
                .extracting(result -> result.plan().get(2).detail())
                .containsExactly("skipped: its time was over", "skipped: no time", "skipped: no time");
        assertThat(given)
                .singleElement()
                .satisfies(time -> assertThat(time).isLessThanOrEqualTo(Duration.ofMillis(100)));
    }

    @Test
    void isWholeWhenNothingWasLeftOut() {
        search.store.add("mill", "A mill grinds grain.", "A mill by the river.");

        assertThat(search.find("mill", 5, Strategy.MULTI_STAGE).degraded()).isEmpty();

        assertThat(search.cache.results.values())
                .singleElement()
                .satisfies(remembered -> assertThat(remembered.degraded()).isEmpty());
    }

    @Test
    void givesTheStoreAFilterInTheOrderOfWhatItKeeps() {
        plantTags();

        search.find(filtered(new Filter.All(List.of(tagged("common"), tagged("rare"))), false));
        search.find(filtered(new Filter.All(List.of(tagged("rare"), tagged("common"))), false));

        assertThat(search.store.searches)
                .extracting(SearchQuery::filter)
                .containsExactly(Optional.of(new Filter.All(List.of(tagged("rare"), tagged("common")))));
        assertThat(counted("hit")).isEqualTo(1);
    }

    @Test
    void measuresAConditionThatIsAloneOnlyToExplainIt() {
        plantTags();

        search.find(filtered(tagged("rare"), false));
        assertThat(search.store.counts).isEmpty();

        List<PlanStep> plan = search.find(filtered(tagged("rare"), true)).plan();
        assertThat(search.store.counts).containsExactly(tagged("rare"));
        assertThat(plan).anySatisfy(step -> {
            assertThat(step.detail()).isEqualTo("tags = `rare`");
            assertThat(step.selectivity()).contains(.1f);
            assertThat(step.candidates()).isEqualTo(1);
        });
    }

    @Test
    void refusesAFilterThatIsTooMuch() {
        List<Filter> conditions =
                IntStream.range(0, 65).mapToObj(i -> tagged("t" + i)).toList();

        assertInvalid("filter", () -> search.find(filtered(new Filter.Any(conditions), false)));
    }

    @Test
    void goesOnWithoutTheOrderOfAFilterThatCannotBeMeasured() {
        plantTags();
        search.store.beforeCount = () -> {
            throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The store cannot count.");
        };

        SearchResult result =
                search.find(filtered(new Filter.All(List.of(tagged("common"), in(Field.TYPE, "text/plain"))), true));

        assertThat(result.passages()).hasSize(5);
        assertThat(result.plan().getFirst().detail()).isEqualTo("skipped: The store cannot count.");
        assertThat(result.degraded()).isEmpty();
    }

    @Test
    void measuresNoFilterOfManyConditions() {
        plantTags();
        List<Filter> nine = IntStream.range(0, 9).mapToObj(i -> tagged("t" + i)).toList();

        SearchResult result = search.find(filtered(new Filter.Any(nine), true));

        assertThat(search.store.counts).isEmpty();
        assertThat(search.store.searches.getFirst().filter()).contains(new Filter.Any(nine));
        assertThat(result.plan().getFirst().name()).isEqualTo("filter");
        assertThat(result.degraded()).isEmpty();

        search.find(filtered(new Filter.Any(nine.subList(0, 8)), true));
        assertThat(search.store.counts).hasSize(8);
    }

    @Test
    void tellsThePlanOnlyToWhoAsks() {
        search.store.add("mill", "A mill grinds grain.");

        assertThat(search.find("mill", 5, Strategy.SINGLE_STAGE).plan()).isEmpty();
        assertThat(SearchFixture.steps(search.explained("mill", 5, Strategy.SINGLE_STAGE)))
                .containsExactly("embedding", "search", "highlights");
    }

    @Test
    void timesEveryStrategyAndStage() {
        search.find("mill", 5, Strategy.TWO_STAGE);

        assertThat(search.meters
                        .get("quern.retrieval.search")
                        .tag("strategy", "two_stage")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(search.meters
                        .get("quern.retrieval.search.stage")
                        .tag("stage", "search")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(search.meters
                        .get("quern.retrieval.search.candidates")
                        .summary()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void stopsWhenTheCallerIsGone() {
        Thread.currentThread().interrupt();

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> search.find("mill", 5, Strategy.SINGLE_STAGE));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
    }

    /** Ten passages about mills: one has the tag `rare`, five have the tag `common`. */
    private void plantTags() {
        for (int i = 0; i < 10; i++) {
            List<String> tags = i == 0 ? List.of("rare", "common") : i < 5 ? List.of("common") : List.of();
            search.store.add("mill" + i, "Mill number " + i, "text/plain", tags, false);
        }
    }

    private static SearchRequest filtered(Filter filter, boolean explain) {
        return SearchFixture.request("mill", 10, Strategy.SINGLE_STAGE, Optional.of(filter), explain);
    }

    private double counted(String result) {
        return search.meters
                .get("quern.retrieval.search.cache")
                .tag("result", result)
                .counter()
                .count();
    }

    private static SearchRequest embedded(float[] vector, String model) {
        return new SearchRequest(
                FakeStore.NOTES,
                "mill",
                vector,
                model,
                5,
                Optional.empty(),
                Fusion.RELATIVE_SCORE,
                Optional.empty(),
                Strategy.SINGLE_STAGE,
                false);
    }

    private SearchResult find(String query, float[] vector, int limit, float alpha) {
        return search.find(new SearchRequest(
                FakeStore.NOTES,
                query,
                vector,
                "",
                limit,
                Optional.of(alpha),
                Fusion.RELATIVE_SCORE,
                Optional.empty(),
                Strategy.SINGLE_STAGE,
                false));
    }

    private static void assertInvalid(String field, Runnable action) {
        QuernException failure = catchThrowableOfType(QuernException.class, action::run);
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.field()).contains(field);
    }
}
