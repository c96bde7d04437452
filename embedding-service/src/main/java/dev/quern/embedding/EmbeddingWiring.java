package dev.quern.embedding;

import dev.quern.embedding.EmbeddingConfig.Model;
import dev.quern.embedding.http.EmbeddingDialect;
import dev.quern.embedding.http.HttpEmbeddingModel;
import dev.quern.embedding.onnx.OnnxEmbeddingModel;
import dev.quern.embedding.onnx.OnnxModelSettings;
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
                config.cache().timeToLive(),
                registry);
        return new Embedder(
                serving.limits(), models(), serving.pending(), serving.reader(), cache, new TextCounters(registry));
    }

    void start(@Observes StartupEvent event, Embedder embedder) {
        embedder.start();
    }

    void stop(@Disposes Embedder embedder) {
        embedder.close();
    }

    private ServedModels<EmbeddingModel<?>> models() {
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
        KnownModel known = KnownModel.named(name);
        Prefixes prefixes = new Prefixes(
                model.queryPrefix().orElse(known.prefixes().query()),
                model.passagePrefix().orElse(known.prefixes().passage()));
        int maxTokens = Settings.requireAtLeast(
                "models." + name + ".max-tokens", 3, model.maxTokens().orElse(known.maxTokens()));
        return switch (model.backend()) {
            case ONNX -> {
                OnnxModelSettings settings = new OnnxModelSettings(
                        name,
                        model.folder(),
                        model.pooling().orElse(known.pooling()),
                        model.normalize(),
                        maxTokens,
                        prefixes);
                requireFolderOrBuiltIn(name, model);
                yield serving.inProcess(name, () -> OnnxEmbeddingModel.load(settings, LocalCompute.of(config)));
            }
            case OPENAI -> elsewhere(name, model, EmbeddingDialect.OPENAI, prefixes, maxTokens);
            case OLLAMA -> elsewhere(name, model, EmbeddingDialect.OLLAMA, prefixes, maxTokens);
            case TEI -> elsewhere(name, model, EmbeddingDialect.TEI, prefixes, maxTokens);
        };
    }

    private ServedModel<EmbeddingModel<?>> builtIn() {
        KnownModel known = KnownModel.named(BUILT_IN);
        OnnxModelSettings settings = new OnnxModelSettings(
                BUILT_IN, Optional.empty(), known.pooling(), true, known.maxTokens(), known.prefixes());
        return serving.inProcess(BUILT_IN, () -> OnnxEmbeddingModel.load(settings, LocalCompute.of(config)));
    }

    private ServedModel<EmbeddingModel<?>> elsewhere(
            String name, Model model, EmbeddingDialect dialect, Prefixes prefixes, int maxTokens) {
        ProviderSettings provider = ProviderSettings.of("models." + name, name, model.provider());
        return serving.elsewhere(
                name,
                model.provider().concurrency(),
                () -> HttpEmbeddingModel.connect(name, dialect, provider, prefixes, model.normalize(), maxTokens));
    }

    private static void requireFolderOrBuiltIn(String name, Model model) {
        if (model.folder().isEmpty() && !name.equals(BUILT_IN)) {
            throw new IllegalArgumentException("quern.embedding.models." + name
                    + ".folder has to name the folder with its model.onnx and tokenizer.json");
        }
    }
}
