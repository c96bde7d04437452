package dev.quern.gateway;

/** How what was found by vectors and what was found by words become one list. */
public enum Fusion {
    RELATIVE_SCORE,
    RECIPROCAL_RANK
}
