package dev.quern.embedding;

import java.util.List;

/** Embeddings, in the order of the texts, and the model that made them. */
public record Embedded(ModelDescription model, List<Embedding> embeddings) {
    public Embedded {
        embeddings = List.copyOf(embeddings);
    }
}
