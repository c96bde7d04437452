package dev.quern.protocol;

/** What a principal may do. */
public enum Scope {
    /** Ask questions and search. */
    ASK,
    /** Add, change and delete documents. */
    INGEST,
    /** Administer keys, collections, caches and models. */
    ADMIN
}
