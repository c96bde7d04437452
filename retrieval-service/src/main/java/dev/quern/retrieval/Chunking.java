package dev.quern.retrieval;

import dev.quern.protocol.QuernException;

/**
 * How documents are cut into chunks.
 *
 * @param size the longest chunk: in tokens of the collection's model for {@link Method#TOKENS}, else in characters
 * @param overlap what a chunk repeats of the one before it, in the same unit
 */
public record Chunking(Method method, int size, int overlap) {
    private static final int MOST_CHARACTERS = 20_000;
    private static final int MOST_TOKENS = 4_096;

    /** What a collection has unless somebody wants it otherwise. */
    public static final Chunking USUAL = new Chunking(Method.RECURSIVE, 1000, 200);

    public Chunking {
        int most = method == Method.TOKENS ? MOST_TOKENS : MOST_CHARACTERS;
        if (size < 10 || size > most) {
            throw QuernException.invalid(
                    "chunking.size",
                    "`chunking.size` is from 10 to " + most + (method == Method.TOKENS ? " tokens." : " characters."));
        }
        if (overlap < 0 || overlap > size / 2) {
            throw QuernException.invalid("chunking.overlap", "`chunking.overlap` is from 0 to half of the size.");
        }
    }

    /** What is configured for new collections. */
    static Chunking of(RetrievalConfig.Chunking config) {
        try {
            return new Chunking(config.method(), config.size(), config.overlap());
        } catch (QuernException invalid) {
            throw new IllegalArgumentException("quern.retrieval.chunking: " + invalid.text(), invalid);
        }
    }

    /** Where texts are cut. */
    public enum Method {
        /** At headings, else between paragraphs, lines, sentences or words, as full as the size allows. */
        RECURSIVE,
        /** Like {@link #RECURSIVE}, counted in tokens of the collection's embedding model. */
        TOKENS,
        /** Whole sentences, as many as fit; neighbours share sentences. */
        SENTENCES,
        /** A chunk for each section under a heading; only what is longer than the size is cut like {@link #RECURSIVE}. */
        HEADINGS
    }
}
