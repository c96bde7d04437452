package dev.quern.gateway;

/**
 * What work turned out to be. Work of one kind takes about as long each time while nothing is in its way, so that only
 * its own kind says whether it was slow.
 */
public enum WorkKind {
    /** An answer that a model makes, up to its first word: how long the rest takes depends on its length. */
    GENERATED_ANSWER,
    /** Passages in place of an answer, because too much is asked to make any. */
    PASSAGES,
    /** An answer that was known to the very same question. */
    KNOWN_ANSWER,
    /** An answer that was known to a question like it, which takes its vector to find. */
    SIMILAR_ANSWER,
    /** Passages without an answer. */
    SEARCH,
    /** Anything else; how long it takes says nothing. */
    OTHER
}
