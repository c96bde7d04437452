package dev.quern.retrieval;

import java.util.Optional;

/**
 * A checked query to the store.
 *
 * @param vector the text's embedding by the collection's model; empty when alpha is 0
 * @param limit 1 to {@link #MOST}
 * @param alpha weight of the vectors: 0 keywords only, 1 vectors only
 * @param explain whether every passage says how it was found
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record SearchQuery(
        String text, float[] vector, int limit, float alpha, Fusion fusion, Optional<Filter> filter, boolean explain) {
    public static final int MOST = 200;

    /** Without a filter or an explanation, fused by relative score. */
    public static SearchQuery of(String text, float[] vector, int limit, float alpha) {
        return new SearchQuery(text, vector, limit, alpha, Fusion.RELATIVE_SCORE, Optional.empty(), false);
    }

    public SearchQuery filtered(Filter wanted) {
        return new SearchQuery(text, vector, limit, alpha, fusion, Optional.of(wanted), explain);
    }
}
