package dev.quern.embedding;

import dev.quern.embedding.EmbeddingConfig.Device;

/**
 * How the models of this process are computed.
 *
 * @param threads that compute one batch
 * @param runTokens in one batch, padding included
 * @param maxInputs in one batch
 */
public record LocalCompute(int threads, int runTokens, int maxInputs, Device device) {
    private static final int BATCHES_PER_CORE = 4;

    static LocalCompute of(EmbeddingConfig config) {
        return new LocalCompute(
                threads(config),
                Settings.requirePositive("onnx.run-tokens", config.onnx().runTokens()),
                config.maxBatch(),
                config.onnx().device());
    }

    /** As many as keep all cores busy that this process may use. */
    static int batchesAtOnce(EmbeddingConfig config) {
        int cores = Runtime.getRuntime().availableProcessors();
        int wanted = config.onnx().concurrency().orElse(Math.max(1, cores / threads(config)));
        return Settings.requireAtMost(
                "onnx.concurrency", BATCHES_PER_CORE * cores, Settings.requirePositive("onnx.concurrency", wanted));
    }

    private static int threads(EmbeddingConfig config) {
        return Settings.requirePositive("onnx.threads", config.onnx().threads());
    }

    /** What a transformer of this process is given at once. */
    public BatchShape shape() {
        return new BatchShape(maxInputs, runTokens, true);
    }
}
