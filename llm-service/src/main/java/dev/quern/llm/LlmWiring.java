package dev.quern.llm;

import dev.quern.llm.llamacpp.LlamaCppModel;
import dev.quern.llm.openai.OpenAiModel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Puts the service together from what is configured. */
@ApplicationScoped
class LlmWiring {
    private static final Logger LOG = Logger.getLogger(LlmWiring.class);

    @Produces
    @Singleton
    TextGenerator generator(LlmConfig config, MeterRegistry registry) {
        requirePlausible(config);
        Optional<LanguageModel> model = model(config);
        GenerationDefaults defaults =
                new GenerationDefaults(config.promptTokens(), config.maxTokens(), config.temperature());
        Bulkhead bulkhead = new Bulkhead(config.concurrency(), config.queue());
        Gauge.builder("quern.llm.pending", bulkhead, Bulkhead::pending)
                .description("Generations that run or wait")
                .register(registry);
        GenerationMetrics metrics = new GenerationMetrics(registry);
        LOG.infof(
                "answers come from %s",
                model.map(present -> present.name() + " (" + present.backEnd() + ")")
                        .orElse("the documents' own sentences: no language model is configured"));
        return new TextGenerator(
                model.map(present -> new ModelRunner(present, defaults, bulkhead, metrics)),
                metrics,
                RoutingEpoch.of(model, defaults));
    }

    /** Makes the generator at start-up, so that a model that cannot be used stops it. */
    void start(@Observes StartupEvent event, TextGenerator generator) {
        LOG.debugf("routing epoch %s", generator.describe().routingEpoch());
    }

    void stop(@Disposes TextGenerator generator) {
        generator.close();
    }

    static Optional<LanguageModel> model(LlmConfig config) {
        return switch (config.backEnd()) {
            case EXTRACTIVE -> Optional.empty();
            case LLAMA_CPP -> Optional.of(llamaCpp(config));
            case OPENAI -> Optional.of(openAi(config));
        };
    }

    private static LanguageModel llamaCpp(LlmConfig config) {
        Path weights = required(config.gguf(), "gguf", config);
        String file = weights.getFileName().toString();
        return LlamaCppModel.load(new LlamaCppModel.Settings(
                config.model().orElse(file.endsWith(".gguf") ? file.substring(0, file.length() - 5) : file),
                weights,
                config.contextWindow(),
                config.concurrency(),
                config.threads().orElse(Math.max(1, Runtime.getRuntime().availableProcessors() / 2)),
                config.stallLimit()));
    }

    private static LanguageModel openAi(LlmConfig config) {
        return new OpenAiModel(
                required(config.model(), "model", config),
                URI.create(required(config.baseUrl(), "base-url", config)),
                config.apiKey(),
                config.contextWindow(),
                config.stallLimit());
    }

    private static <T> T required(Optional<T> value, String key, LlmConfig config) {
        return value.orElseThrow(() -> new IllegalArgumentException(
                "quern.llm." + key + " is needed when quern.llm.back-end is " + config.backEnd() + "."));
    }

    private static void requirePlausible(LlmConfig config) {
        require(config.concurrency() >= 1, "concurrency has to be 1 or more");
        require(config.queue() >= 0, "queue has to be 0 or more");
        require(config.temperature() >= 0 && config.temperature() <= 2, "temperature has to be 0 to 2");
        require(config.maxTokens() >= 1, "max-tokens has to be 1 or more");
        int least = ModelRunner.LEAST_PROMPT_TOKENS;
        require(config.promptTokens() >= least, "prompt-tokens has to be " + least + " or more");
        require(
                (long) config.contextWindow() - config.maxTokens() >= least,
                "context-window has to be larger than max-tokens by " + least + " or more");
        require(config.stallLimit().isPositive(), "stall-limit has to be more than nothing");
    }

    private static void require(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalArgumentException("quern.llm." + sentence + ".");
        }
    }
}
