package dev.quern.retrieval.search;

/** How much is done to find passages. */
public enum Strategy {
    /** One search. */
    SINGLE_STAGE,
    /** More candidates, and the best of them by relevance. */
    TWO_STAGE,
    /** Candidates of several questions, ranked, with what is linked to them, and diverse. */
    MULTI_STAGE
}
