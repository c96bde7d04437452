package dev.quern.retrieval;

/** How what was found by vectors and what was found by words become one list. */
public enum Fusion {
    /** The scores of each list are stretched to 0..1, weighed and added. */
    RELATIVE_SCORE,
    /** The reciprocal ranks in both lists are weighed and added. */
    RECIPROCAL_RANK
}
