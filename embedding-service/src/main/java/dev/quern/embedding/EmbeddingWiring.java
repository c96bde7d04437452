package dev.quern.embedding;

import dev.quern.embedding.onnx.OnnxEmbeddingModel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.Callable;

/** Puts the service together from what is configured. */
@ApplicationScoped
class EmbeddingWiring {

    @Produces
    @Singleton
    Embedder embedder(EmbeddingConfig config, MeterRegistry registry) {
        EmbeddingLimits limits = new EmbeddingLimits(config.maxBatch(), config.maxTextLength());
        PendingTexts pending =
                new PendingTexts(Settings.requireAtLeast("max-pending", config.maxBatch(), config.maxPending()));
        Callable<EmbeddingModel> loader = loader(config);
        Embedder embedder = new Embedder(
                limits,
                new LoadingModel(
                        config.model(),
                        () -> new MeteredEmbeddingModel(loader.call(), registry),
                        config.loadPatience()),
                pending,
                new InferenceThreads(Settings.requirePositive("concurrency", config.concurrency())));
        Gauge.builder("quern.embedding.pending", embedder, Embedder::pendingTexts)
                .description("Texts that wait or are being computed")
                .register(registry);
        return embedder;
    }

    void start(@Observes StartupEvent event, Embedder embedder) {
        embedder.start();
    }

    void stop(@Disposes Embedder embedder) {
        embedder.close();
    }

    private static Callable<EmbeddingModel> loader(EmbeddingConfig config) {
        return switch (config.backend()) {
            case ONNX -> {
                int maxTokens = Settings.requireAtLeast(
                        "onnx.max-tokens", 3, config.onnx().maxTokens());
                int runTokens = Settings.requirePositive(
                        "onnx.run-tokens", config.onnx().runTokens());
                int threads = Settings.requirePositive(
                        "onnx.threads",
                        config.onnx().threads().orElse(Runtime.getRuntime().availableProcessors()));
                yield () ->
                        OnnxEmbeddingModel.load(config.model(), config.onnx().folder(), maxTokens, runTokens, threads);
            }
        };
    }
}
