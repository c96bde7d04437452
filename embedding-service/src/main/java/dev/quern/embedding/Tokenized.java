package dev.quern.embedding;

import java.util.List;

/**
 * Texts and where the tokens of each end, in the order of the texts.
 *
 * @param ends one after the last character (UTF-16) of each token, ascending
 */
public record Tokenized(ModelDescription model, List<int[]> ends) {}
