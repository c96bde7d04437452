package dev.quern.embedding;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts what was embedded, cached or computed. */
final class TextCounters {
    private final MeterRegistry registry;

    TextCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(ModelDescription model, Embedding[] embeddings) {
        int truncated = 0;
        for (Embedding embedding : embeddings) {
            truncated += embedding.truncated() ? 1 : 0;
        }
        registry.counter("quern.embedding.texts", "model", model.name()).increment(embeddings.length);
        registry.counter("quern.embedding.truncations", "model", model.name()).increment(truncated);
    }
}
