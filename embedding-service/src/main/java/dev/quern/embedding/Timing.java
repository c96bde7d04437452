package dev.quern.embedding;

import dev.quern.protocol.Priority;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** How long texts take to be read, inputs wait and batches take, and how large they are. */
final class Timing {
    private final MeterRegistry registry;
    private final Map<Priority, Timer> waits = new EnumMap<>(Priority.class);
    private final Timer reads;
    private final Map<String, Meters> models = new ConcurrentHashMap<>();

    /** What is known of one model's batches. */
    private record Meters(Timer time, DistributionSummary size, Counter tokens, Counter truncations) {}

    Timing(MeterRegistry registry) {
        this.registry = registry;
        for (Priority priority : Priority.values()) {
            waits.put(
                    priority,
                    Timer.builder("quern.embedding.wait")
                            .description("Time from a text's arrival to the beginning of its batch")
                            .tag("priority", priority.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        reads = Timer.builder("quern.embedding.read")
                .description("Time to make tokens of one text, or of a question and a passage")
                .register(registry);
    }

    void waited(ComputeRequest<?, ?> request) {
        Timer wait = waits.get(request.priority());
        if (wait != null) {
            wait.record(Duration.ofNanos(request.nanosSinceArrival()));
        }
    }

    /** A text that cannot be read is not counted. */
    <T> T read(Callable<T> reading) throws Exception {
        long start = System.nanoTime();
        T text = reading.call();
        reads.record(Duration.ofNanos(System.nanoTime() - start));
        return text;
    }

    /** A batch that fails is not counted. */
    <T> T computed(BatchModel<?, ?> model, List<WaitingInput> batch, Callable<T> work) throws Exception {
        long start = System.nanoTime();
        T results = work.call();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Meters meters = models.computeIfAbsent(model.description().name(), this::meters);
        meters.time.record(took);
        meters.size.record(batch.size());
        meters.tokens.increment(batch.stream().mapToInt(WaitingInput::length).sum());
        meters.truncations.increment(
                (double) batch.stream().filter(input -> input.input.truncated()).count());
        return results;
    }

    private Meters meters(String model) {
        return new Meters(
                Timer.builder("quern.embedding.compute")
                        .description("Time to compute one batch")
                        .tag("model", model)
                        .register(registry),
                DistributionSummary.builder("quern.embedding.batch")
                        .description("Texts, or passages to rank, that were computed together")
                        .tag("model", model)
                        .register(registry),
                Counter.builder("quern.embedding.tokens")
                        .description("Tokens that were computed; an estimate for what a provider computes")
                        .tag("model", model)
                        .register(registry),
                Counter.builder("quern.embedding.truncations")
                        .description("Texts, and passages to rank, that were longer than the model reads")
                        .tag("model", model)
                        .register(registry));
    }
}
