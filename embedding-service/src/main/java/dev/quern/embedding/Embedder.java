package dev.quern.embedding;

import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Texts to vectors: checks a request, looks up what is known, gives the rest a place in the bounded queue, and has it
 * computed when its turn comes.
 */
public final class Embedder implements AutoCloseable {
    private final EmbeddingLimits limits;
    private final ServedModels<EmbeddingModel<?>> models;
    private final TextReader reader;
    private final VectorCache cache;
    private final MeterRegistry registry;

    Embedder(
            EmbeddingLimits limits,
            ServedModels<EmbeddingModel<?>> models,
            TextReader reader,
            VectorCache cache,
            MeterRegistry registry) {
        this.limits = limits;
        this.models = models;
        this.reader = reader;
        this.cache = cache;
        this.registry = registry;
    }

    /**
     * Embeds a batch.
     *
     * @param model the name of a configured model; empty for the default
     * @param priority lowered to the principal's own where it is higher
     * @throws QuernException for texts that break a limit, an unknown model, a full queue, or a model that is not there
     */
    public Embedded embed(Call call, String model, List<String> texts, Purpose purpose, Priority priority)
            throws InterruptedException {
        ServedModel<EmbeddingModel<?>> served = models.named(model);
        limits.checkTexts(texts);
        Priority allowed = Work.priorityOf(call, priority);
        EmbeddingModel<?> ready = served.ready(call, allowed, texts);
        ModelDescription description = ready.description();
        Embedding[] embeddings = new Embedding[texts.size()];
        List<Integer> unknown = new ArrayList<>();
        for (int i = 0; i < embeddings.length; i++) {
            Optional<Embedding> known = cache.get(call.tenant(), description, purpose, texts.get(i));
            if (known.isPresent()) {
                embeddings[i] = known.get();
            } else {
                unknown.add(i);
            }
        }
        if (!unknown.isEmpty()) {
            List<String> missing = unknown.stream().map(texts::get).toList();
            try (PendingTexts.Place _ = served.pending().take(call.tenant(), allowed, missing)) {
                List<Embedding> computed =
                        compute(new Work(call, allowed, served.scheduler()), ready, missing, purpose);
                for (int i = 0; i < computed.size(); i++) {
                    embeddings[unknown.get(i)] = computed.get(i);
                    cache.put(call.tenant(), description, purpose, missing.get(i), computed.get(i));
                }
            }
        }
        registry.counter("quern.embedding.texts", "model", description.name()).increment(texts.size());
        return new Embedded(description, Arrays.asList(embeddings));
    }

    /**
     * Tells where the tokens of texts end.
     *
     * @param model the name of a configured model; empty for the default
     * @throws QuernException as {@link #embed}; {@code NOT_IMPLEMENTED} when the model's provider does not tell
     */
    public Tokenized tokenize(Call call, String model, List<String> texts) throws InterruptedException {
        ServedModel<EmbeddingModel<?>> served = models.named(model);
        limits.checkTexts(texts);
        Priority priority = call.principal().priority();
        EmbeddingModel<?> ready = served.ready(call, priority, texts);
        List<int[]> ends = new ArrayList<>(texts.size());
        try (PendingTexts.Place _ = served.pending().take(call.tenant(), priority, texts)) {
            for (String text : texts) {
                ends.add(reader.read(call, text.length(), () -> ready.tokenEnds(text)));
            }
        }
        registry.counter(
                        "quern.embedding.tokenized",
                        "model",
                        ready.description().name())
                .increment(texts.size());
        return new Tokenized(ready.description(), ends);
    }

    /** The models that are configured, in the order of their names. */
    public List<ModelStatus> models() {
        return models.statuses();
    }

    /** What keeps this process from being ready. */
    List<ModelStatus> missing() {
        return models.missing();
    }

    void start() {
        models.start();
    }

    @Override
    public void close() {
        models.close();
    }

    /** Whether this is the model of whoever names none. */
    public boolean isDefault(String model) {
        return models.isDefault(model);
    }

    /** Texts in one request. */
    public int maxBatch() {
        return limits.maxBatch();
    }

    private <I extends ModelInput> List<Embedding> compute(
            Work work, EmbeddingModel<I> model, List<String> texts, Purpose purpose) throws InterruptedException {
        List<I> inputs = new ArrayList<>(texts.size());
        for (String text : texts) {
            inputs.add(reader.read(work.call(), text.length(), () -> model.prepare(text, purpose)));
        }
        List<float[]> vectors = work.compute(model, inputs);
        List<Embedding> embeddings = new ArrayList<>(texts.size());
        for (int i = 0; i < inputs.size(); i++) {
            I input = inputs.get(i);
            embeddings.add(new Embedding(vectors.get(i), input.tokenCount(), input.truncated()));
        }
        return embeddings;
    }
}
