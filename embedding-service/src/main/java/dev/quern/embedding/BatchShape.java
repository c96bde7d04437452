package dev.quern.embedding;

/**
 * What a model likes to compute at once. One input always fits, however long it is.
 *
 * @param maxInputs at most
 * @param maxTokens at most, padding included where there is padding
 * @param padded whether every input costs as much as the longest beside it
 */
public record BatchShape(int maxInputs, int maxTokens, boolean padded) {

    /** One input at a time, for a model that does not give the same result in company. */
    public static final BatchShape ALONE = new BatchShape(1, 1, false);
}
