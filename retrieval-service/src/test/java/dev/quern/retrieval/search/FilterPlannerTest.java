package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.in;
import static dev.quern.retrieval.search.TestCandidates.tagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.TestCalls;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FilterPlannerTest {
    private static final Call CALL = TestCalls.of("acme");
    private static final Filter RARE = tagged("rare");
    private static final Filter HALF = tagged("half");
    private static final Filter ALL = in(Field.TYPE, "text/plain");

    private final FakeStore store = new FakeStore();
    private final FilterPlanner planner = new FilterPlanner(new Selectivities(store));

    @BeforeEach
    void plant() {
        for (int i = 0; i < 10; i++) {
            List<String> tags = i == 0 ? List.of("rare") : i <= 5 ? List.of("half") : List.of();
            store.add("mill" + i, "Mill", "text/plain", tags, false);
        }
    }

    @Test
    void putsWhatKeepsLeastFirstWhereAllMustHold() {
        assertThat(planner.ordered(CALL, collection(), new Filter.All(List.of(ALL, RARE, HALF))))
                .isEqualTo(new Filter.All(List.of(RARE, HALF, ALL)));
    }

    @Test
    void putsWhatKeepsMostFirstWhereOneMustHold() {
        assertThat(planner.ordered(CALL, collection(), new Filter.Any(List.of(RARE, ALL, HALF))))
                .isEqualTo(new Filter.Any(List.of(ALL, HALF, RARE)));
    }

    @Test
    void reckonsWhatCombinationsKeep() {
        Filter notHalf = new Filter.Not(HALF);
        assertThat(planner.selectivity(CALL, collection(), notHalf)).isEqualTo(.5f, within(.001f));
        assertThat(planner.selectivity(CALL, collection(), new Filter.All(List.of(RARE, HALF))))
                .isEqualTo(.05f, within(.001f));
        assertThat(planner.selectivity(CALL, collection(), new Filter.Any(List.of(RARE, HALF))))
                .isEqualTo(.55f, within(.001f));
        assertThat(planner.ordered(
                        CALL,
                        collection(),
                        new Filter.All(List.of(ALL, new Filter.Not(new Filter.All(List.of(HALF, RARE))), HALF))))
                .isEqualTo(new Filter.All(List.of(HALF, new Filter.Not(new Filter.All(List.of(RARE, HALF))), ALL)));
    }

    @Test
    void measuresAConditionOncePerVersionOfTheCollection() {
        planner.ordered(CALL, collection(), new Filter.All(List.of(RARE, HALF)));
        planner.ordered(CALL, collection(), new Filter.Any(List.of(HALF, RARE)));
        assertThat(store.counts).containsExactlyInAnyOrder(RARE, HALF);

        store.version = "2";
        planner.ordered(CALL, collection(), new Filter.All(List.of(RARE, HALF)));
        assertThat(store.counts).hasSize(4);
    }

    @Test
    void countsNothingMoreWhenTheCallerIsGone() {
        store.beforeCount = () -> Thread.currentThread().interrupt();

        assertThatThrownBy(() -> planner.ordered(CALL, collection(), new Filter.All(List.of(RARE, HALF))))
                .isInstanceOf(QuernException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.counts).hasSize(1);
    }

    @Test
    void measuresAFewConditionsOnly() {
        assertThat(FilterPlanner.isMeasurable(new Filter.All(Collections.nCopies(8, RARE))))
                .isTrue();
        assertThat(FilterPlanner.isMeasurable(new Filter.All(Collections.nCopies(9, RARE))))
                .isFalse();
    }

    @Test
    void flattensWhatIsNestedForNoReason() {
        Filter nested = new Filter.All(List.of(
                new Filter.All(List.of(RARE, new Filter.All(List.of(HALF)))),
                new Filter.Any(List.of(ALL)),
                RARE,
                new Filter.Not(new Filter.Not(HALF))));

        assertThat(FilterPlanner.checked(nested)).isEqualTo(new Filter.All(List.of(RARE, HALF, ALL)));
        assertThat(FilterPlanner.checked(new Filter.Any(
                        List.of(RARE, new Filter.Any(List.of(HALF, new Filter.All(List.of(ALL))))))))
                .isEqualTo(new Filter.Any(List.of(RARE, HALF, ALL)));
        assertThat(FilterPlanner.checked(in(Field.TAGS, "b", "a", "b"))).isEqualTo(in(Field.TAGS, "a", "b"));
    }

    @Test
    void refusesWhatIsTooDeepTooMuchOrEmpty() {
        Filter deep = RARE;
        for (int i = 1; i < FilterPlanner.DEEPEST; i++) {
            deep = new Filter.Not(deep);
        }
        assertThat(FilterPlanner.checked(deep)).isEqualTo(new Filter.Not(RARE));
        assertRefused(new Filter.Not(deep));
        List<Filter> many = Collections.nCopies(FilterPlanner.MOST_CONDITIONS, RARE);
        assertThat(FilterPlanner.checked(new Filter.All(many))).isEqualTo(RARE);
        assertRefused(new Filter.All(List.of(new Filter.Any(many), RARE)));
        assertRefused(new Filter.All(List.of()));
        assertRefused(new Filter.Not(new Filter.Any(List.of())));
        assertRefused(new Filter.In(Field.TAGS, List.of()));
    }

    private Collection collection() {
        return store.collection(FakeStore.NOTES).orElseThrow();
    }

    private static void assertRefused(Filter filter) {
        assertThatThrownBy(() -> FilterPlanner.checked(filter))
                .isInstanceOfSatisfying(QuernException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(failure.field()).contains("filter");
                });
    }
}
