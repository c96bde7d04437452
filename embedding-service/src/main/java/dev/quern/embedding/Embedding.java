package dev.quern.embedding;

/**
 * A text as a vector.
 *
 * @param vector of unit length; handed over, not copied
 * @param tokenCount tokens of the whole text, with those that mark its beginning and end
 * @param truncated whether the text was longer than the model can read, so that its end is not in the vector
 */
@SuppressWarnings("ArrayRecordComponent") // Vectors are passed on, never compared or printed; a list would box them.
public record Embedding(float[] vector, int tokenCount, boolean truncated) {}
