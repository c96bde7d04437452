package dev.quern.embedding;

import dev.quern.embedding.EmbeddingConfig.Ranker;
import dev.quern.embedding.ModelServing.Kind;
import dev.quern.embedding.http.HttpRerankingModel;
import dev.quern.embedding.http.RerankingDialect;
import dev.quern.embedding.onnx.OnnxRerankingModel;
import dev.quern.protocol.EnvironmentNames;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts the reranking models together from what is configured. */
@ApplicationScoped
class RerankingWiring {
    /** One of each text, with those that mark beginning, middle and end. */
    private static final int LEAST_TOKENS = 5;

    private static final int USUAL_TOKENS = 512;

    private final EmbeddingConfig config;
    private final ModelServing serving;

    RerankingWiring(EmbeddingConfig config, ModelServing serving) {
        this.config = config;
        this.serving = serving;
    }

    @Produces
    @Singleton
    Reranker reranker() {
        return new Reranker(serving.limits(), models(), serving.reader());
    }

    void start(@Observes StartupEvent event, Reranker reranker) {
        reranker.start();
    }

    void stop(@Disposes Reranker reranker) {
        reranker.close();
    }

    private ServedModels<RerankingModel<?>> models() {
        EnvironmentNames.check(
                System.getenv(), "quern.embedding.rerankers", config.rerankers().keySet());
        config.defaultReranker()
                .filter(name -> !config.rerankers().containsKey(name))
                .ifPresent(name -> {
                    throw new IllegalArgumentException("quern.embedding.default-reranker is " + name
                            + ", and quern.embedding.rerankers has no model of this name");
                });
        List<ServedModel<RerankingModel<?>>> models = new ArrayList<>();
        config.rerankers().forEach((name, ranker) -> models.add(serve(name, ranker)));
        return new ServedModels<>("reranking model", models, config.defaultReranker());
    }

    private ServedModel<RerankingModel<?>> serve(String name, Ranker ranker) {
        return switch (ranker.backend()) {
            case ONNX -> inProcess(name, ranker);
            case COHERE -> elsewhere(name, ranker, RerankingDialect.COHERE);
            case TEI -> elsewhere(name, ranker, RerankingDialect.TEI);
        };
    }

    private ServedModel<RerankingModel<?>> inProcess(String name, Ranker ranker) {
        String key = Settings.key("rerankers", name);
        ProviderSettings.requireUnset(key, ranker.provider(), ranker.backend());
        Path folder = ranker.folder()
                .orElseThrow(() -> new IllegalArgumentException(
                        Settings.full(key) + ".folder has to name the folder with its model.onnx and tokenizer.json"));
        int maxTokens = Settings.requireAtLeast(
                key + ".max-tokens", LEAST_TOKENS, ranker.maxTokens().orElse(USUAL_TOKENS));
        return serving.inProcess(
                Kind.RERANKING, name, () -> OnnxRerankingModel.load(name, folder, maxTokens, LocalCompute.of(config)));
    }

    private ServedModel<RerankingModel<?>> elsewhere(String name, Ranker ranker, RerankingDialect dialect) {
        String key = Settings.key("rerankers", name);
        Settings.requireUnset(key + ".folder", ranker.folder(), ranker.backend());
        ranker.maxTokens().ifPresent(tokens -> Settings.requireAtLeast(key + ".max-tokens", LEAST_TOKENS, tokens));
        ProviderSettings provider = ProviderSettings.of(name, ranker.provider());
        return serving.elsewhere(
                Kind.RERANKING,
                name,
                provider.concurrency(),
                () -> HttpRerankingModel.connect(
                        name, dialect, provider, ranker.maxTokens().orElse(0)));
    }
}
