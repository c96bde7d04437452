package dev.quern.retrieval;

import dev.quern.protocol.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** What indexing does, and how long it takes: the rates of documents and chunks are those of these counts. */
final class IndexingMetrics {
    private final MeterRegistry meters;
    private final Map<Stage, Timer> times = new EnumMap<>(Stage.class);
    private final Map<Stage, Counter> chunks = new EnumMap<>(Stage.class);
    private final Counter documentsIndexed;
    private final Counter chunksIndexed;
    private final Counter vectorsReused;
    private final Counter leasesTaken;

    /** What is done with a document, in this order; embedding and storing batch by batch. */
    enum Stage {
        CUT,
        EMBED,
        STORE,
        PUBLISH
    }

    IndexingMetrics(MeterRegistry meters) {
        this.meters = meters;
        for (Stage stage : Stage.values()) {
            String name = stage.name().toLowerCase(Locale.ROOT);
            times.put(
                    stage,
                    Timer.builder("quern.retrieval.indexing.stage")
                            .tag("stage", name)
                            .publishPercentileHistogram()
                            .register(meters));
            chunks.put(stage, meters.counter("quern.retrieval.indexing.chunks", "stage", name));
        }
        documentsIndexed = meters.counter("quern.retrieval.documents.indexed");
        chunksIndexed = meters.counter("quern.retrieval.chunks.indexed");
        vectorsReused = meters.counter("quern.retrieval.vectors.reused");
        leasesTaken = meters.counter("quern.retrieval.documents.leased.elsewhere");
    }

    /** Runs a stage; what fails is timed as well. */
    <T> T timed(Stage stage, Supplier<T> work) {
        return Objects.requireNonNull(times.get(stage)).record(work);
    }

    /** Chunks that a stage is done with. */
    void passed(Stage stage, int count) {
        Objects.requireNonNull(chunks.get(stage)).increment(count);
    }

    void reused(int vectors) {
        vectorsReused.increment(vectors);
    }

    void indexed(int count) {
        documentsIndexed.increment();
        chunksIndexed.increment(count);
    }

    void failed(ErrorCode reason) {
        meters.counter(
                        "quern.retrieval.documents.failed",
                        "reason",
                        reason.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void leasedElsewhere() {
        leasesTaken.increment();
    }
}
