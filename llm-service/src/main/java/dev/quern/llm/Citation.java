package dev.quern.llm;

/**
 * A source that supports a sentence.
 *
 * @param source 1 for the first passage
 * @param quote the sentence of the passage, verbatim
 * @param support 0 to 1, see {@link Evidence}
 */
public record Citation(int source, String quote, double support) {}
