package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.PlanStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** One search under way: whose it is, what was done so far, and what had to be left out. */
final class SearchRun {
    private final Call call;
    private final StageTimes times;
    private final Duration stageTime;
    private final List<PlanStep> plan = new ArrayList<>();
    private final Set<String> degraded = new LinkedHashSet<>();

    /** @param stageTime the longest for a stage that can be left out */
    SearchRun(Call call, StageTimes times, Duration stageTime) {
        this.call = call;
        this.times = times;
        this.stageTime = stageTime;
    }

    /**
     * What a stage gave.
     *
     * @param candidates that are left after it
     * @param whole whether it did everything that it should have done
     */
    record Outcome<T>(T value, String detail, int candidates, boolean whole) {
        Outcome(T value, String detail, int candidates) {
            this(value, detail, candidates, true);
        }
    }

    Call call() {
        return call;
    }

    List<PlanStep> plan() {
        return plan;
    }

    /** Labels of the stages that were left out, failed, or did only a part; empty when the result is whole. */
    List<String> degraded() {
        return List.copyOf(degraded);
    }

    /** A stage that there is no result without. */
    <T> T must(Stage stage, Supplier<Outcome<T>> work) {
        call.ensureWanted();
        long start = System.nanoTime();
        Outcome<T> outcome = work.get();
        done(stage, start, outcome);
        return outcome.value();
    }

    /**
     * A stage that makes the result better. It is left out when there is no time for it, when it fails, and when it is
     * not done in the time of the call that it is given; only the end of the request's own call ends the search.
     */
    <T> T may(Stage stage, int candidates, T without, Function<Call, Outcome<T>> work) {
        call.ensureWanted();
        long start = System.nanoTime();
        Call own = withItsOwnTime();
        if (!times.isTimeFor(own, stage)) {
            times.leftOut(stage);
            goOnWithout(stage, since(start), candidates, "no time");
            return without;
        }
        try {
            Outcome<T> outcome = work.apply(own);
            done(stage, start, outcome);
            return outcome.value();
        } catch (QuernException failure) {
            call.ensureWanted();
            if (isInterruption(failure)) {
                throw failure;
            }
            Duration time = since(start);
            times.failed(stage, time);
            boolean late = failure.code() == ErrorCode.DEADLINE_EXCEEDED;
            goOnWithout(stage, time, candidates, late ? "its time was over" : failure.text());
            return without;
        }
    }

    /** Notes a step that is no stage of its own. */
    void note(Stage stage, String detail, int candidates, Optional<Float> selectivity) {
        plan.add(new PlanStep(stage.label(), detail, Duration.ZERO, candidates, selectivity));
    }

    private void done(Stage stage, long start, Outcome<?> outcome) {
        Duration time = since(start);
        times.took(stage, time);
        if (!outcome.whole()) {
            degrade(stage);
        }
        plan.add(new PlanStep(stage.label(), outcome.detail(), time, outcome.candidates(), Optional.empty()));
    }

    private void goOnWithout(Stage stage, Duration time, int candidates, String why) {
        degrade(stage);
        plan.add(new PlanStep(stage.label(), "skipped: " + why, time, candidates, Optional.empty()));
    }

    private void degrade(Stage stage) {
        if (stage.changesResults()) {
            degraded.add(stage.label());
        }
    }

    private Call withItsOwnTime() {
        Duration half = call.deadline().remaining().dividedBy(2);
        Duration most = half.compareTo(stageTime) < 0 ? half : stageTime;
        return new Call(call.credential(), call.deadline().orAfter(most), call.traceId());
    }

    /** Whoever catches an interruption may have taken the mark off the thread. */
    private static boolean isInterruption(QuernException failure) {
        Throwable cause = failure.getCause();
        while (cause != null && !(cause instanceof InterruptedException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
