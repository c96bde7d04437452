package dev.quern.retrieval;

/** Where a passage stands: the chunk of this number in its document. */
public record Place(String documentId, int ordinal) {}
