package dev.quern.embedding;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.util.List;

/** Texts to vectors: checks a request, gives it a place in the bounded queue, and computes it when its turn comes. */
public final class Embedder implements AutoCloseable {
    private final EmbeddingLimits limits;
    private final LoadingModel loading;
    private final PendingTexts pending;
    private final InferenceThreads threads;

    Embedder(EmbeddingLimits limits, LoadingModel loading, PendingTexts pending, InferenceThreads threads) {
        this.limits = limits;
        this.loading = loading;
        this.pending = pending;
        this.threads = threads;
    }

    /**
     * Embeds a batch.
     *
     * @param model the name of a configured model; empty for the default
     * @throws QuernException for texts that break a limit, an unknown model, a full queue, or a model that is not there
     */
    public Embedded embed(Call call, String model, List<String> texts, Purpose purpose) throws InterruptedException {
        requireKnown(model);
        limits.check(texts);
        try (PendingTexts.Place _ = pending.take(texts.size())) {
            EmbeddingModel ready = loading.await(call);
            return new Embedded(ready.description(), threads.run(call, () -> {
                call.ensureWanted();
                return ready.embed(call, texts, purpose);
            }));
        }
    }

    /** How the model that is configured is doing. */
    public ModelStatus status() {
        return loading.status();
    }

    /** Texts in one request. */
    public int maxBatch() {
        return limits.maxBatch();
    }

    void start() {
        loading.start();
    }

    int pendingTexts() {
        return pending.count();
    }

    @Override
    public void close() {
        threads.close();
        loading.close();
    }

    private void requireKnown(String model) {
        if (!model.isEmpty() && !model.equals(loading.name())) {
            throw QuernException.invalid(
                    "model",
                    "This model is not configured; `" + loading.name() + "` is, and is used when none is named.");
        }
    }
}
