package dev.quern.llm;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Puts together what stands between callers and models: it knows no adapter. */
@ApplicationScoped
class RoutingWiring {
    static TextGenerator generator(
            LlmConfig config, List<ServedModel> models, SentenceSimilarity similarity, MeterRegistry registry) {
        RoutingSettings settings = settings(config.routing(), config.defaultModel());
        Map<Role, BulkheadLimits> limits = limits(config.roles());
        requireCounts(config);
        // A model's own queue holds those that their roles let in, and is as long as all of these together.
        int admitted =
                limits.values().stream().mapToInt(BulkheadLimits::concurrency).sum();
        List<RoutedModel> routed = models.stream()
                .map(model -> new RoutedModel(
                        model, new BulkheadLimits(model.profile().concurrency(), admitted, longest(limits))))
                .toList();
        GenerationMetrics metrics =
                new GenerationMetrics(registry, config.accounting().tenants());
        ModelRunner runner = new ModelRunner(limits, metrics);
        show(runner, registry);
        return new TextGenerator(
                new Router(routed, settings),
                runner,
                new SharedGenerations(config.sharing().callers(), metrics),
                similarity,
                metrics);
    }

    @Produces
    @Singleton
    BatchGenerator batches(TextGenerator generator, LlmConfig config) {
        return new BatchGenerator(
                generator, config.batch().concurrency(), config.batch().limit());
    }

    @Produces
    @Singleton
    ShortText shortText(TextGenerator generator) {
        return new RoutedShortText(generator);
    }

    @Produces
    @Singleton
    QuestionRewriter rewriter(ShortText models) {
        return new QuestionRewriter(models);
    }

    @Produces
    @Singleton
    QuestionTriage triage(ShortText models) {
        return new QuestionTriage(models);
    }

    private static void show(ModelRunner runner, MeterRegistry registry) {
        for (Role role : Role.values()) {
            Bulkhead bulkhead = runner.bulkhead(role);
            String name = role.name().toLowerCase(Locale.ROOT);
            Gauge.builder("quern.llm.running", bulkhead, Bulkhead::running)
                    .description("Generations under way")
                    .tag("role", name)
                    .register(registry);
            Gauge.builder("quern.llm.waiting", bulkhead, Bulkhead::waiting)
                    .description("Generations that wait for their turn")
                    .tag("role", name)
                    .register(registry);
        }
        Gauge.builder("quern.llm.pending", runner, ModelRunner::pending)
                .description("Generations that run or wait")
                .register(registry);
    }

    private static RoutingSettings settings(LlmConfig.Routing routing, Optional<String> defaultModel) {
        require(
                0 <= routing.smallBelow()
                        && routing.smallBelow() <= routing.balancedBelow()
                        && routing.balancedBelow() <= 1,
                "routing.small-below and quern.llm.routing.balanced-below have to be 0 to 1, and the first no more than"
                        + " the second");
        return new RoutingSettings(
                defaultModel, routing.smallBelow(), routing.balancedBelow(), routing.fallbackFromExplicit());
    }

    private static Map<Role, BulkheadLimits> limits(LlmConfig.Roles roles) {
        Map<Role, BulkheadLimits> limits = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            limits.put(
                    role,
                    plausible(
                            role,
                            switch (role) {
                                case MEMORY ->
                                    new BulkheadLimits(
                                            roles.memory().concurrency(),
                                            roles.memory().queue(),
                                            roles.memory().time());
                                case REASONING ->
                                    new BulkheadLimits(
                                            roles.reasoning().concurrency(),
                                            roles.reasoning().queue(),
                                            roles.reasoning().time());
                                case AFFECT ->
                                    new BulkheadLimits(
                                            roles.affect().concurrency(),
                                            roles.affect().queue(),
                                            roles.affect().time());
                            }));
        }
        return limits;
    }

    private static BulkheadLimits plausible(Role role, BulkheadLimits limits) {
        String key = "roles." + role.name().toLowerCase(Locale.ROOT) + ".";
        require(limits.concurrency() >= 1, key + "concurrency has to be 1 or more");
        require(limits.queue() >= 0, key + "queue has to be 0 or more");
        require(limits.time().isPositive(), key + "time has to be more than nothing");
        return limits;
    }

    private static void requireCounts(LlmConfig config) {
        require(config.batch().limit() >= 1, "batch.limit has to be 1 or more");
        require(config.batch().concurrency() >= 1, "batch.concurrency has to be 1 or more");
        require(config.sharing().callers() >= 1, "sharing.callers has to be 1 or more");
        require(config.accounting().tenants() >= 0, "accounting.tenants has to be 0 or more");
    }

    private static Duration longest(Map<Role, BulkheadLimits> limits) {
        return limits.values().stream()
                .map(BulkheadLimits::time)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static void require(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalArgumentException("quern.llm." + sentence + ".");
        }
    }
}
