package dev.quern.embedding;

import dev.quern.embedding.EmbeddingConfig.Model;
import dev.quern.embedding.ModelServing.Kind;
import dev.quern.embedding.http.EmbeddingDialect;
import dev.quern.embedding.http.HttpEmbeddingModel;
import dev.quern.embedding.onnx.OnnxEmbeddingModel;
import dev.quern.embedding.onnx.OnnxModelSettings;
import dev.quern.protocol.EnvironmentNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the embedding models together from what is configured. */
@ApplicationScoped
class EmbeddingWiring {
    /** The model that needs no settings. */
    private static final String BUILT_IN = "all-MiniLM-L6-v2";

    /** One, with those that mark beginning and end. */
    private static final int LEAST_TOKENS = 3;

    private final EmbeddingConfig config;
    private final ModelServing serving;

    EmbeddingWiring(EmbeddingConfig config, ModelServing serving) {
        this.config = config;
        this.serving = serving;
    }

    @Produces
    @Singleton
    Embedder embedder(MeterRegistry registry) {
        VectorCache cache = new VectorCache(
                Settings.requireAtLeast("cache.entries", 0, config.cache().entries()),
                Settings.requirePositive("cache.time-to-live", config.cache().timeToLive()),
                registry);
        return new Embedder(serving.limits(), models(), serving.reader(), cache, registry);
    }

    void start(@Observes StartupEvent event, Embedder embedder) {
        embedder.start();
    }

    void stop(@Disposes Embedder embedder) {
        embedder.close();
    }

    private ServedModels<EmbeddingModel<?>> models() {
        EnvironmentNames.check(
                System.getenv(), "quern.embedding.models", config.models().keySet());
        List<ServedModel<EmbeddingModel<?>>> models = new ArrayList<>();
        config.models().forEach((name, model) -> models.add(serve(name, model)));
        String defaultModel = config.defaultModel();
        if (!config.models().containsKey(defaultModel)) {
            if (!defaultModel.equals(BUILT_IN)) {
                throw new IllegalArgumentException("quern.embedding.default-model is " + defaultModel
                        + ", and quern.embedding.models has no model of this name");
            }
            models.add(builtIn());
        }
        return new ServedModels<>("embedding model", models, Optional.of(defaultModel));
    }

    private ServedModel<EmbeddingModel<?>> serve(String name, Model model) {
        return switch (model.backend()) {
            case ONNX -> inProcess(name, model);
            case OPENAI -> elsewhere(name, model, EmbeddingDialect.OPENAI);
            case OLLAMA -> elsewhere(name, model, EmbeddingDialect.OLLAMA);
            case TEI -> elsewhere(name, model, EmbeddingDialect.TEI);
        };
    }

    private ServedModel<EmbeddingModel<?>> inProcess(String name, Model model) {
        String key = Settings.key("models", name);
        ProviderSettings.requireUnset(key, model.provider(), model.backend());
        KnownModel known = KnownModel.named(name);
        if (model.folder().isEmpty() && !name.equals(BUILT_IN)) {
            throw new IllegalArgumentException(
                    Settings.full(key) + ".folder has to name the folder with its model.onnx and tokenizer.json");
        }
        return load(new OnnxModelSettings(
                name,
                model.folder(),
                model.pooling().orElse(known.pooling()),
                model.normalize().orElse(true),
                Settings.requireAtLeast(
                        key + ".max-tokens", LEAST_TOKENS, model.maxTokens().orElse(known.maxTokens())),
                prefixes(key, known, model)));
    }

    private ServedModel<EmbeddingModel<?>> builtIn() {
        KnownModel known = KnownModel.named(BUILT_IN);
        return load(new OnnxModelSettings(
                BUILT_IN, Optional.empty(), known.pooling(), true, known.maxTokens(), known.prefixes()));
    }

    private ServedModel<EmbeddingModel<?>> load(OnnxModelSettings settings) {
        return serving.inProcess(
                Kind.EMBEDDING, settings.name(), () -> OnnxEmbeddingModel.load(settings, LocalCompute.of(config)));
    }

    private ServedModel<EmbeddingModel<?>> elsewhere(String name, Model model, EmbeddingDialect dialect) {
        String key = Settings.key("models", name);
        Settings.requireUnset(key + ".folder", model.folder(), model.backend());
        Settings.requireUnset(key + ".pooling", model.pooling(), model.backend());
        Settings.requireUnset(key + ".normalize", model.normalize(), model.backend());
        model.maxTokens().ifPresent(tokens -> Settings.requireAtLeast(key + ".max-tokens", LEAST_TOKENS, tokens));
        Prefixes prefixes = prefixes(key, KnownModel.named(name), model);
        ProviderSettings provider = ProviderSettings.of(name, model.provider());
        return serving.elsewhere(
                Kind.EMBEDDING,
                name,
                provider.concurrency(),
                () -> HttpEmbeddingModel.connect(
                        name,
                        dialect,
                        provider,
                        prefixes,
                        true,
                        model.maxTokens().orElse(0)));
    }

    private static Prefixes prefixes(String key, KnownModel known, Model model) {
        Prefixes usual = model.prefixes() ? known.prefixes() : Prefixes.NONE;
        return new Prefixes(
                Settings.requireUnquoted(key + ".query-prefix", model.queryPrefix())
                        .orElse(usual.query()),
                Settings.requireUnquoted(key + ".passage-prefix", model.passagePrefix())
                        .orElse(usual.passage()));
    }
}
