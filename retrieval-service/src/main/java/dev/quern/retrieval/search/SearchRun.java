package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.PlanStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One search under way: whose it is, what was done so far, and what had to be left out. */
final class SearchRun {
    private final Call call;
    private final StageTimes times;
    private final List<PlanStep> plan = new ArrayList<>();
    private boolean complete = true;

    SearchRun(Call call, StageTimes times) {
        this.call = call;
        this.times = times;
    }

    /**
     * What a stage gave.
     *
     * @param candidates that are left after it
     */
    record Outcome<T>(T value, String detail, int candidates) {}

    Call call() {
        return call;
    }

    List<PlanStep> plan() {
        return plan;
    }

    /** Whether nothing was left out for want of time or because it failed. */
    boolean isComplete() {
        return complete;
    }

    /** A stage that there is no result without. */
    <T> T must(Stage stage, Supplier<Outcome<T>> work) {
        call.ensureWanted();
        long start = System.nanoTime();
        Outcome<T> outcome = work.get();
        done(stage, start, outcome);
        return outcome.value();
    }

    /** A stage that makes the result better. It is left out when there is no time for it, and when it fails. */
    <T> T may(Stage stage, int candidates, T without, Supplier<Outcome<T>> work) {
        call.ensureWanted();
        long start = System.nanoTime();
        if (!times.isTimeFor(call, stage)) {
            leaveOut(stage, start, candidates, "no time");
            return without;
        }
        try {
            Outcome<T> outcome = work.get();
            done(stage, start, outcome);
            return outcome.value();
        } catch (QuernException failure) {
            call.ensureWanted();
            if (failure.code() == ErrorCode.CANCELLED) {
                throw failure;
            }
            leaveOut(stage, start, candidates, failure.text());
            return without;
        }
    }

    /** Notes a step that is no stage of its own. */
    void note(Stage stage, String detail, int candidates, Optional<Float> selectivity) {
        plan.add(new PlanStep(stage.label(), detail, Duration.ZERO, candidates, selectivity));
    }

    private void done(Stage stage, long start, Outcome<?> outcome) {
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        times.took(stage, time);
        plan.add(new PlanStep(stage.label(), outcome.detail(), time, outcome.candidates(), Optional.empty()));
    }

    private void leaveOut(Stage stage, long start, int candidates, String why) {
        complete = false;
        times.leftOut(stage);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        plan.add(new PlanStep(stage.label(), "skipped: " + why, time, candidates, Optional.empty()));
    }
}
