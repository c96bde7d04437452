package dev.quern.retrieval;

/** How far a document is. */
public enum DocumentState {
    /** Stored durably, not yet worked on. */
    PENDING,
    INDEXING,
    /** Searchable. */
    READY,
    /** Given up; the reason says why. The generation before it, if any, stays searchable. */
    FAILED
}
