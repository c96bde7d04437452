package dev.quern.retrieval.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.PlanStep;
import dev.quern.retrieval.TestCalls;
import dev.quern.retrieval.search.SearchRun.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SearchRunTest {
    private static final Call CALL = TestCalls.of("acme");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final StageTimes times = new StageTimes(meters);
    private final SearchRun run = new SearchRun(CALL, times);

    @Test
    void notesWhatWasDone() {
        String value = run.must(Stage.SEARCH, () -> new Outcome<>("found", "the best 3", 3));

        assertThat(value).isEqualTo("found");
        assertThat(run.isComplete()).isTrue();
        assertThat(run.plan()).hasSize(1);
        PlanStep step = run.plan().getFirst();
        assertThat(step.name()).isEqualTo("search");
        assertThat(step.detail()).isEqualTo("the best 3");
        assertThat(step.candidates()).isEqualTo(3);
        assertThat(step.selectivity()).isEmpty();
    }

    @Test
    void leavesOutWhatFails() {
        String value = run.may(Stage.WALK, 7, "before", () -> {
            throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "Away.");
        });

        assertThat(value).isEqualTo("before");
        assertThat(run.isComplete()).isFalse();
        assertThat(run.plan().getFirst().detail()).isEqualTo("skipped: Away.");
        assertThat(run.plan().getFirst().candidates()).isEqualTo(7);
        assertThat(skipped(Stage.WALK)).isEqualTo(1);
    }

    @Test
    void leavesOutWhatUsuallyTakesLongerThanIsLeftAndTriesAgainAfterAWhile() {
        times.took(Stage.WALK, CALL.deadline().remaining().dividedBy(2).multipliedBy(3));

        int tries = 0;
        String value = "before";
        while (value.equals("before") && tries < 1000) {
            value = run.may(Stage.WALK, 0, "before", () -> new Outcome<>("after", "", 0));
            tries++;
        }

        assertThat(tries).isBetween(2, 999);
        assertThat(run.plan().getFirst().detail()).isEqualTo("skipped: no time");
        assertThat(skipped(Stage.WALK)).isEqualTo(tries - 1);
    }

    @Test
    void stopsWhenNobodyWaitsAnyMore() {
        SearchRun late =
                new SearchRun(new Call(CALL.credential(), Deadline.after(Duration.ZERO), CALL.traceId()), times);

        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> late.may(Stage.WALK, 0, "", () -> new Outcome<>("", "", 0)));

        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(late.plan()).isEmpty();
    }

    @Test
    void takesACancelledStageForTheEnd() {
        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> run.may(Stage.WALK, 0, "", () -> {
                    throw new QuernException(ErrorCode.CANCELLED, "Gone.");
                }));

        assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
    }

    private double skipped(Stage stage) {
        return meters.get("quern.retrieval.search.skipped")
                .tag("stage", stage.label())
                .counter()
                .count();
    }
}
