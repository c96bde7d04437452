package dev.quern.retrieval.search;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Fusion;
import java.util.Optional;

/**
 * What somebody asks for, not checked yet.
 *
 * @param vector the query's embedding by the collection's model; empty: it is made here
 * @param vectorModel that made the vector; empty: the collection's, for all that is known
 * @param alpha weight of the vectors, 0 to 1; empty: the configured one
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record SearchRequest(
        CollectionId collection,
        String query,
        float[] vector,
        String vectorModel,
        int limit,
        Optional<Float> alpha,
        Fusion fusion,
        Optional<WantedFilter> filter,
        Strategy strategy,
        boolean explain) {

    /** A filter as it was sent: what its fields are is known once the collection is. */
    @FunctionalInterface
    public interface WantedFilter {
        /** @throws dev.quern.protocol.QuernException {@code INVALID_ARGUMENT} naming {@code filter} */
        Filter in(CollectionSettings settings);
    }
}
