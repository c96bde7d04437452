package dev.quern.gateway;

import dev.quern.protocol.QuernException;
import java.util.List;

/** Passages of a caller by how well they answer a query. */
public interface Reranking {

    /**
     * @param model as it is configured; empty: the default one
     * @throws QuernException {@code NOT_IMPLEMENTED} when no reranking model is configured, {@code NOT_FOUND} naming
     *     {@code model}, or what names {@code passages} or {@code query}
     */
    Scores score(Visit visit, String model, String query, List<String> passages);

    /**
     * @param model as {@code name@version}
     * @param scores one for each passage, in their order; higher is better
     * @param tokens of all; 0 where the model's provider does not tell
     */
    record Scores(String model, List<Float> scores, long tokens) {
        public Scores {
            scores = List.copyOf(scores);
        }
    }
}
