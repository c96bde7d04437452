package dev.quern.embedding;

import dev.quern.protocol.Priority;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** How long inputs wait and batches take, and how large they are. */
final class Timing {
    private final MeterRegistry registry;

    Timing(MeterRegistry registry) {
        this.registry = registry;
    }

    void waited(ComputeRequest<?, ?> request) {
        Timer.builder("quern.embedding.wait")
                .description("Time from a text's arrival to the beginning of its batch")
                .tag("priority", name(request.priority()))
                .register(registry)
                .record(Duration.ofNanos(request.nanosSinceArrival()));
    }

    <T> T computed(BatchModel<?, ?> model, List<WaitingInput> batch, Callable<T> work) throws Exception {
        String name = model.description().name();
        long start = System.nanoTime();
        try {
            return work.call();
        } finally {
            Timer.builder("quern.embedding.compute")
                    .description("Time to compute one batch")
                    .tag("model", name)
                    .register(registry)
                    .record(Duration.ofNanos(System.nanoTime() - start));
            DistributionSummary.builder("quern.embedding.batch")
                    .description("Texts, or passages to rank, that were computed together")
                    .tag("model", name)
                    .register(registry)
                    .record(batch.size());
            registry.counter("quern.embedding.tokens", "model", name)
                    .increment(batch.stream().mapToInt(WaitingInput::length).sum());
        }
    }

    private static String name(Priority priority) {
        return priority.name().toLowerCase(Locale.ROOT);
    }
}
