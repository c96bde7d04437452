package dev.quern.command;

/** How far a document is, as the server tells it. */
public enum DocumentState {
    PENDING,
    INDEXING,
    READY,
    FAILED;

    boolean isOver() {
        return this == READY || this == FAILED;
    }
}
