package dev.quern.embedding;

import dev.quern.protocol.Priority;
import io.micrometer.core.instrument.Counter;
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

    /** A batch that fails is not counted. */
    <T> T computed(BatchModel<?, ?> model, List<WaitingInput> batch, Callable<T> work) throws Exception {
        long start = System.nanoTime();
        T results = work.call();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        String name = model.description().name();
        Timer.builder("quern.embedding.compute")
                .description("Time to compute one batch")
                .tag("model", name)
                .register(registry)
                .record(took);
        DistributionSummary.builder("quern.embedding.batch")
                .description("Texts, or passages to rank, that were computed together")
                .tag("model", name)
                .register(registry)
                .record(batch.size());
        Counter.builder("quern.embedding.tokens")
                .description("Tokens that were computed; an estimate for what a provider computes")
                .tag("model", name)
                .register(registry)
                .increment(batch.stream().mapToInt(WaitingInput::length).sum());
        Counter.builder("quern.embedding.truncations")
                .description("Texts, and passages to rank, that were longer than the model reads")
                .tag("model", name)
                .register(registry)
                .increment((double)
                        batch.stream().filter(input -> input.input.truncated()).count());
        return results;
    }

    private static String name(Priority priority) {
        return priority.name().toLowerCase(Locale.ROOT);
    }
}
