package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import java.util.List;
import java.util.Optional;

/** Scores passages by a model that reads question and passage together. */
public interface Reranking {

    /**
     * One score per passage, in their order, higher is more relevant; only their order means something. Empty when no
     * reranking model is configured.
     */
    Optional<List<Float>> relevance(Call call, String query, List<String> passages);

    /** Which model that is, and in which version; empty when there is none, or nobody has said yet. Never fails. */
    default String model(Call call) {
        return "";
    }
}
