package dev.quern.cache;

/** What a value can have been made from. */
public enum TagKind {
    COLLECTION,
    DOCUMENT
}
