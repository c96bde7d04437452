package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What every stage takes, as measured here, so that a search in a hurry can tell what it has no time for. */
final class StageTimes {
    /** Weight of what was measured before against the newest. */
    private static final double MEMORY = .8;
    /** A stage is begun when it gets this many times its average. */
    private static final double MARGIN = 1.5;
    /** A stage that is left out is believed to be a little quicker each time: else it would never be tried again. */
    private static final double FORGIVENESS = .95;

    private final Map<Stage, Measured> stages = new EnumMap<>(Stage.class);

    StageTimes(MeterRegistry meters) {
        for (Stage stage : Stage.values()) {
            stages.put(
                    stage,
                    new Measured(
                            new AtomicLong(),
                            meters.timer("quern.retrieval.search.stage", "stage", stage.label()),
                            meters.counter("quern.retrieval.search.skipped", "stage", stage.label())));
        }
    }

    private record Measured(AtomicLong averageNanos, Timer timer, Counter skipped) {}

    /** @param call with the time that the stage would get */
    boolean isTimeFor(Call call, Stage stage) {
        return call.deadline().remaining().toNanos()
                > MARGIN * of(stage).averageNanos().get();
    }

    void took(Stage stage, Duration time) {
        of(stage).timer().record(time);
        of(stage).averageNanos().updateAndGet(before -> average(before, time));
    }

    /** One that failed fast says nothing about how long it takes; one that failed late does. */
    void failed(Stage stage, Duration time) {
        of(stage).timer().record(time);
        of(stage).skipped().increment();
        of(stage).averageNanos().updateAndGet(before -> Math.max(before, average(before, time)));
    }

    void leftOut(Stage stage) {
        of(stage).skipped().increment();
        of(stage).averageNanos().updateAndGet(before -> (long) (FORGIVENESS * before));
    }

    private static long average(long before, Duration time) {
        return before == 0 ? time.toNanos() : (long) (MEMORY * before + (1 - MEMORY) * time.toNanos());
    }

    private Measured of(Stage stage) {
        return Objects.requireNonNull(stages.get(stage));
    }
}
