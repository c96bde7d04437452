package dev.quern.embedding;

/**
 * Turns texts into vectors.
 *
 * @param <I> a text as it reads it
 */
public interface EmbeddingModel<I extends ModelInput> extends BatchModel<I, float[]> {

    /** Reads a text. Takes time in proportion to its length and no native memory. */
    I prepare(String text, Purpose purpose);
}
