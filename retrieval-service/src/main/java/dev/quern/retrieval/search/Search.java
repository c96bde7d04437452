package dev.quern.retrieval;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Optional;

/** Finds the passages that best match a question. */
public final class Search {
    private static final int LONGEST_QUERY = 4000;
    private static final int MOST_PASSAGES = 50;

    private final DocumentStore store;
    private final Embeddings embeddings;
    private final float defaultAlpha;
    private final Timer timer;

    Search(DocumentStore store, Embeddings embeddings, RetrievalConfig.Searching config, MeterRegistry meters) {
        this.store = store;
        this.embeddings = embeddings;
        this.defaultAlpha = checkedAlpha(config.alpha());
        this.timer = meters.timer("quern.retrieval.search");
    }

    /**
     * @param vector the query's embedding by the collection's model; empty: it is made here
     * @param alpha weight of the vectors, 0 to 1; empty: the configured one
     */
    public SearchResult find(
            Call call, CollectionId id, String query, float[] vector, int limit, Optional<Float> alpha) {
        if (query.isBlank() || query.length() > LONGEST_QUERY) {
            throw QuernException.invalid("query", "A query has 1 to " + LONGEST_QUERY + " characters.");
        }
        if (limit < 1 || limit > MOST_PASSAGES) {
            throw QuernException.invalid("limit", "`limit` is from 1 to " + MOST_PASSAGES + ".");
        }
        float weight = alpha.map(Search::checkedAlpha).orElse(defaultAlpha);
        CollectionSettings settings = store.collection(id)
                .orElseThrow(() -> QuernException.notFound("collection", "There is no collection `" + id.name() + "`."))
                .settings();
        checkVector(vector, settings);
        float[] queryVector = vector;
        if (weight == 0) {
            queryVector = new float[0];
        } else if (vector.length == 0) {
            queryVector = embeddings
                    .embed(call, settings, Embeddings.Purpose.QUERY, List.of(query))
                    .getFirst();
        }
        SearchQuery checked = new SearchQuery(query, queryVector, limit, weight);
        call.ensureWanted();
        long start = System.nanoTime();
        SearchResult result = store.search(id, checked);
        timer.record(java.time.Duration.ofNanos(System.nanoTime() - start));
        return result;
    }

    private static float checkedAlpha(float alpha) {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw QuernException.invalid("alpha", "`alpha` is from 0 to 1.");
        }
        return alpha;
    }

    private static void checkVector(float[] vector, CollectionSettings settings) {
        if (vector.length != 0 && vector.length != settings.dimensions()) {
            throw QuernException.invalid(
                    "vector",
                    "This collection's vectors have " + settings.dimensions() + " dimensions, not " + vector.length
                            + ".");
        }
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw QuernException.invalid("vector", "Every number of a vector is finite.");
            }
        }
    }
}
