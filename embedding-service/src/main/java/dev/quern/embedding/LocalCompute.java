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
        return Settings.requirePositive(
                "onnx.concurrency", config.onnx().concurrency().orElse(Math.max(1, cores / threads(config))));
    }

    private static int threads(EmbeddingConfig config) {
        return Settings.requirePositive("onnx.threads", config.onnx().threads());
    }

    /** What a transformer of this process is given at once. */
    public BatchShape shape() {
        return new BatchShape(maxInputs, runTokens, true);
    }
}
