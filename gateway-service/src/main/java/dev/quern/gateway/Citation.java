package dev.quern.gateway;

/**
 * A source that supports a sentence.
 *
 * @param source the number of the source
 * @param quote the sentence of the source, verbatim
 * @param support 0 to 1
 */
public record Citation(int source, String quote, float support) {}
