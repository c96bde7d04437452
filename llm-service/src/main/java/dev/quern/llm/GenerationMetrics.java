package dev.quern.llm;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * Counts what is generated: by model under the names and bounds of OpenTelemetry's conventions for generative AI, and
 * by tenant for whoever pays. Only so many tenants have a name of their own, the first ones; the rest are one.
 */
final class GenerationMetrics {
    private static final String OTHER = "other";

    private static final double[] TOKENS = DoubleStream.iterate(1, bound -> bound <= 67_108_864, bound -> bound * 4)
            .toArray();
    private static final Duration[] DURATION = DoubleStream.iterate(0.01, bound -> bound <= 81.92, bound -> bound * 2)
            .mapToObj(GenerationMetrics::seconds)
            .toArray(Duration[]::new);
    private static final Duration[] FIRST_TOKEN =
            bounds(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);
    private static final Duration[] PER_TOKEN =
            bounds(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5);

    private final MeterRegistry registry;
    private final int mostTenants;
    private final Set<String> tenants = new HashSet<>();

    GenerationMetrics(MeterRegistry registry, int mostTenants) {
        this.registry = registry;
        this.mostTenants = mostTenants;
    }

    void routed(String model, RouteKind kind) {
        registry.counter("quern.llm.routed", "model", model, "reason", lower(kind))
                .increment();
    }

    void skipped(String model) {
        registry.counter("quern.llm.skipped", "model", model).increment();
    }

    void shared() {
        registry.counter("quern.llm.shared").increment();
    }

    void firstToken(ModelProfile model, Duration afterRequest) {
        timer("gen_ai.server.time_to_first_token", FIRST_TOKEN, attributes(model))
                .record(afterRequest);
    }

    /** @param rest from the first token to the end */
    void finished(
            String tenant,
            ModelProfile model,
            FinishReason finish,
            ModelOutcome outcome,
            Duration took,
            Duration rest) {
        count(model.name(), lower(finish));
        ended(model, "", took);
        if (outcome.completionTokens() > 1) {
            timer("gen_ai.server.time_per_output_token", PER_TOKEN, attributes(model))
                    .record(rest.dividedBy(outcome.completionTokens() - 1));
        }
        spent(tenant, model, outcome);
    }

    /** @param outcome what had been generated, if anything */
    void failed(String tenant, ModelProfile model, Throwable failure, Optional<ModelOutcome> outcome, Duration took) {
        ErrorCode code = QuernException.of(failure).code();
        count(model.name(), code == ErrorCode.CANCELLED ? "cancelled" : "failed");
        ended(model, code.code(), took);
        outcome.ifPresent(begun -> spent(tenant, model, begun));
    }

    private void spent(String tenant, ModelProfile model, ModelOutcome outcome) {
        tokens(tenant, model, "input", outcome.promptTokens());
        tokens(tenant, model, "output", outcome.completionTokens());
        registry.counter("quern.llm.cost", "tenant", named(tenant), "model", model.name())
                .increment(model.cost(outcome.promptTokens(), outcome.completionTokens()));
    }

    /** @param error empty: none; Prometheus wants every meter of a name to have the same labels */
    private void ended(ModelProfile model, String error, Duration took) {
        timer("gen_ai.client.operation.duration", DURATION, attributes(model).and("error.type", error))
                .record(took);
    }

    void withoutModel(FinishReason finish) {
        count(Router.EXTRACTIVE, lower(finish));
    }

    private void tokens(String tenant, ModelProfile model, String type, int tokens) {
        DistributionSummary.builder("gen_ai.client.token.usage")
                .description("Tokens of one generation")
                .baseUnit("token")
                .serviceLevelObjectives(TOKENS)
                .tags(attributes(model).and("gen_ai.token.type", type))
                .register(registry)
                .record(tokens);
        registry.counter("quern.llm.tokens", "tenant", named(tenant), "model", model.name(), "type", type)
                .increment(tokens);
    }

    private void count(String model, String finish) {
        registry.counter("quern.llm.generations", "model", model, "finish", finish)
                .increment();
    }

    private Timer timer(String name, Duration[] bounds, Tags tags) {
        return Timer.builder(name).serviceLevelObjectives(bounds).tags(tags).register(registry);
    }

    private static Tags attributes(ModelProfile model) {
        return Tags.of(
                Tag.of("gen_ai.operation.name", "chat"),
                Tag.of("gen_ai.provider.name", lower(model.backEnd())),
                Tag.of("gen_ai.request.model", model.name()));
    }

    private synchronized String named(String tenant) {
        return tenants.contains(tenant) || (tenants.size() < mostTenants && tenants.add(tenant)) ? tenant : OTHER;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Duration[] bounds(double... seconds) {
        return DoubleStream.of(seconds).mapToObj(GenerationMetrics::seconds).toArray(Duration[]::new);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
