package dev.quern.embedding;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;

/**
 * Turns texts into vectors.
 *
 * @param <I> a text as it reads it
 */
public interface EmbeddingModel<I extends ModelInput> extends BatchModel<I, float[]> {

    /** Reads a text. Takes time in proportion to its length and no native memory. */
    I prepare(String text, Purpose purpose);

    /**
     * Where the tokens of a text end: one after the last character (UTF-16) of each, ascending. It is read as it is and
     * to its end, and what the model adds by itself is left out. Takes time as {@link #prepare} does.
     *
     * @throws QuernException {@code NOT_IMPLEMENTED} unless the model comes with its tokenizer
     */
    default int[] tokenEnds(String text) {
        throw new QuernException(
                ErrorCode.NOT_IMPLEMENTED,
                "The provider of the embedding model `" + description().name() + "` does not tell its tokens.");
    }
}
