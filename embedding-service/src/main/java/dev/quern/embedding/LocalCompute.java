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
        int cores = Runtime.getRuntime().availableProcessors();
        return new LocalCompute(
                Settings.requirePositive(
                        "onnx.threads", config.onnx().threads().orElse(Math.max(1, cores / batchesAtOnce(config)))),
                Settings.requirePositive("onnx.run-tokens", config.onnx().runTokens()),
                config.maxBatch(),
                config.onnx().device());
    }

    static int batchesAtOnce(EmbeddingConfig config) {
        return Settings.requirePositive(
                "onnx.concurrency", config.onnx().concurrency().orElse(1));
    }

    /** What a transformer of this process is given at once. */
    public BatchShape shape() {
        return new BatchShape(maxInputs, runTokens, true);
    }
}
