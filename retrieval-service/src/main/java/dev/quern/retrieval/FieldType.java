package dev.quern.retrieval;

/** What a field of a document holds. */
public enum FieldType {
    TEXT,
    NUMBER,
    BOOLEAN,
    TIME
}
