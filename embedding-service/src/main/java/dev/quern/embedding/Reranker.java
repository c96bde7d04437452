package dev.quern.embedding;

import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.List;

/** Passages to scores: how well each answers a query. */
public final class Reranker implements AutoCloseable {
    private final EmbeddingLimits limits;
    private final ServedModels<RerankingModel<?>> models;
    private final TextReader reader;

    Reranker(EmbeddingLimits limits, ServedModels<RerankingModel<?>> models, TextReader reader) {
        this.limits = limits;
        this.models = models;
        this.reader = reader;
    }

    /**
     * Scores passages.
     *
     * @param model the name of a configured model; empty for the default
     * @param priority lowered to the principal's own where it is higher
     * @throws QuernException for texts that break a limit, an unknown model, a full queue, or a model that is not there
     */
    public Reranked rerank(Call call, String model, String query, List<String> passages, Priority priority)
            throws InterruptedException {
        ServedModel<RerankingModel<?>> served = models.named(model);
        limits.checkRanking(query, passages);
        Priority allowed = Work.priorityOf(call, priority);
        RerankingModel<?> ready = served.ready(call, allowed, passages);
        try (PendingTexts.Place _ = served.pending().take(call.tenant(), allowed, passages)) {
            Work work = new Work(call, allowed, served.scheduler());
            return new Reranked(ready.description(), score(work, ready, query, passages));
        }
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

    private <I extends ModelInput> List<Relevance> score(
            Work work, RerankingModel<I> model, String query, List<String> passages) throws InterruptedException {
        List<I> inputs = new ArrayList<>(passages.size());
        for (String passage : passages) {
            inputs.add(
                    reader.read(work.call(), query.length() + passage.length(), () -> model.prepare(query, passage)));
        }
        List<Float> scores = work.compute(model, inputs);
        List<Relevance> relevances = new ArrayList<>(passages.size());
        for (int i = 0; i < inputs.size(); i++) {
            I input = inputs.get(i);
            relevances.add(new Relevance(scores.get(i), input.tokenCount(), input.truncated()));
        }
        return relevances;
    }
}
