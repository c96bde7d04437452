package dev.quern.retrieval;

/**
 * A passage as the store found it, without highlights.
 *
 * @param vector its vector as the store keeps it: of unit length where the distance is {@link Distance#COSINE}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Candidate(Passage passage, float[] vector) {}
