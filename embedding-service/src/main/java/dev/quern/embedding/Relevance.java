package dev.quern.embedding;

/**
 * How well a passage answers a query.
 *
 * @param score higher is better; only the order of one model's scores means something
 * @param tokenCount of query and passage together; 0 when that is not known
 * @param truncated whether the passage was longer than the model can read beside the query
 */
public record Relevance(float score, int tokenCount, boolean truncated) {}
