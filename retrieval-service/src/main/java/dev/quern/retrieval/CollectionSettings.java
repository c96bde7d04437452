package dev.quern.retrieval;

/**
 * What is fixed when a collection is made.
 *
 * @param embeddingModel the model that makes its vectors, as {@code name@version}
 */
public record CollectionSettings(String embeddingModel, int dimensions) {}
