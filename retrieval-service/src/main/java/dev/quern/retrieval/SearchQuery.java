package dev.quern.retrieval;

/**
 * A checked query.
 *
 * @param vector the text's embedding by the collection's model; empty when alpha is 0
 * @param alpha weight of the vectors: 0 keywords only, 1 vectors only
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record SearchQuery(String text, float[] vector, int limit, float alpha) {}
