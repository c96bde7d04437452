package dev.quern.embedding;

import dev.quern.protocol.Call;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;

/** Counts what another model does, and how long it takes. */
final class MeteredEmbeddingModel implements EmbeddingModel {
    private final EmbeddingModel model;
    private final Counter texts;
    private final Counter tokens;
    private final Counter truncations;
    private final Timer compute;

    MeteredEmbeddingModel(EmbeddingModel model, MeterRegistry registry) {
        this.model = model;
        texts = Counter.builder("quern.embedding.texts")
                .description("Texts embedded")
                .register(registry);
        tokens = Counter.builder("quern.embedding.tokens")
                .description("Tokens of those texts, with what was cut off")
                .register(registry);
        truncations = Counter.builder("quern.embedding.truncations")
                .description("Texts that were longer than the model reads")
                .register(registry);
        compute = Timer.builder("quern.embedding.compute")
                .description("Time to compute one request, without waiting")
                .register(registry);
    }

    @Override
    public ModelDescription description() {
        return model.description();
    }

    @Override
    public List<Embedding> embed(Call call, List<String> batch, Purpose purpose) {
        List<Embedding> embeddings = compute.record(() -> model.embed(call, batch, purpose));
        texts.increment(embeddings.size());
        tokens.increment(embeddings.stream().mapToInt(Embedding::tokenCount).sum());
        truncations.increment(
                embeddings.stream().mapToInt(e -> e.truncated() ? 1 : 0).sum());
        return embeddings;
    }

    @Override
    public void check() {
        model.check();
    }

    @Override
    public void close() {
        model.close();
    }
}
