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
    private static final Duration NOTHING = Duration.ZERO;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final StageTimes times = new StageTimes(meters);
    private final SearchRun run = new SearchRun(CALL, times, Duration.ofSeconds(2));

    @Test
    void notesWhatWasDone() {
        String value = run.must(Stage.SEARCH, () -> new Outcome<>("found", "the best 3", 3));

        assertThat(value).isEqualTo("found");
        assertThat(run.degraded()).isEmpty();
        assertThat(run.plan()).hasSize(1);
        PlanStep step = run.plan().getFirst();
        assertThat(step.name()).isEqualTo("search");
        assertThat(step.detail()).isEqualTo("the best 3");
        assertThat(step.candidates()).isEqualTo(3);
        assertThat(step.selectivity()).isEmpty();
    }

    @Test
    void leavesOutWhatFails() {
        String value = run.may(Stage.WALK, 7, "before", _ -> {
            throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "Away.");
        });

        assertThat(value).isEqualTo("before");
        assertThat(run.degraded()).containsExactly("walk");
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
            value = run.may(Stage.WALK, 0, "before", _ -> new Outcome<>("after", "", 0));
            tries++;
        }

        assertThat(tries).isBetween(2, 999);
        assertThat(run.plan().getFirst().detail()).isEqualTo("skipped: no time");
        assertThat(skipped(Stage.WALK)).isEqualTo(tries - 1);
    }

    @Test
    void stopsWhenNobodyWaitsAnyMore() {
        SearchRun late = new SearchRun(call(Duration.ZERO), times, Duration.ofSeconds(2));

        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> late.may(Stage.WALK, 0, "", _ -> new Outcome<>("", "", 0)));

        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(late.plan()).isEmpty();
    }

    @Test
    void takesAnInterruptedStageForTheEnd() {
        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> run.may(Stage.WALK, 0, "", _ -> {
                    throw new QuernException(
                            ErrorCode.CANCELLED, "Gone.", new IllegalStateException(new InterruptedException()));
                }));

        assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(run.plan()).isEmpty();
    }

    @Test
    void goesOnWhenSomebodyElseHasCancelledAStage() {
        String value = run.may(Stage.WALK, 0, "before", _ -> {
            throw new QuernException(ErrorCode.CANCELLED, "The call was cancelled.");
        });

        assertThat(value).isEqualTo("before");
        assertThat(run.degraded()).containsExactly("walk");
    }

    @Test
    void givesAStageHalfOfTheTimeLeftAndNoMoreThanItMayHave() {
        assertThat(given(call(Duration.ofMinutes(1)), Duration.ofSeconds(2))).isBetween(NOTHING, Duration.ofSeconds(2));
        assertThat(given(call(Duration.ofMinutes(1)), Duration.ofDays(1))).isBetween(NOTHING, Duration.ofSeconds(30));
        assertThat(given(call(Duration.ofMinutes(1)), Duration.ofDays(1))).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void learnsHowLongAStageTakesThatDoesNotEndInTime() {
        SearchRun hurried = new SearchRun(CALL, times, Duration.ofMillis(50));

        for (int i = 0; i < 2; i++) {
            hurried.may(Stage.RERANKING, 3, "", own -> {
                while (!own.deadline().isPassed()) {
                    Thread.onSpinWait();
                }
                own.ensureWanted();
                return new Outcome<>("never", "", 0);
            });
        }

        assertThat(hurried.plan())
                .extracting(PlanStep::detail)
                .containsExactly("skipped: its time was over", "skipped: no time");
    }

    @Test
    void believesNoStageToBeQuickBecauseItFailsAtOnce() {
        times.took(Stage.WALK, Duration.ofSeconds(1));

        times.failed(Stage.WALK, Duration.ofMillis(1));

        assertThat(times.isTimeFor(call(Duration.ofMillis(1450)), Stage.WALK)).isFalse();
    }

    @Test
    void isDegradedByWhatDidOnlyAPartButNotByTheOrderOfAFilter() {
        run.may(Stage.RERANKING, 2, "", _ -> new Outcome<>("half", "the first 2", 2, false));
        run.may(Stage.EXPANSION, 2, "", _ -> new Outcome<>("all", "", 2));
        run.may(Stage.FILTER, 2, "", _ -> {
            throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "Away.");
        });

        assertThat(run.degraded()).containsExactly("reranking");
    }

    private Duration given(Call call, Duration most) {
        return new SearchRun(call, times, most)
                .may(
                        Stage.EXPANSION,
                        0,
                        NOTHING,
                        own -> new Outcome<>(own.deadline().remaining(), "", 0));
    }

    private static Call call(Duration time) {
        return new Call(CALL.credential(), Deadline.after(time), CALL.traceId());
    }

    private double skipped(Stage stage) {
        return meters.get("quern.retrieval.search.skipped")
                .tag("stage", stage.label())
                .counter()
                .count();
    }
}
