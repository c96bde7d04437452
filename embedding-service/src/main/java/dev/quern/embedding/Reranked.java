package dev.quern.embedding;

import java.util.List;

/** How well each passage answers, in the order of the passages, and the model that says so. */
public record Reranked(ModelDescription model, List<Relevance> relevances) {
    public Reranked {
        relevances = List.copyOf(relevances);
    }
}
