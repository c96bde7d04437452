package dev.quern.retrieval;

/** How near two vectors are. */
public enum Distance {
    /** Of vectors scaled to unit length. */
    COSINE,
    /** The dot product of vectors as they are. */
    DOT,
    EUCLIDEAN
}
