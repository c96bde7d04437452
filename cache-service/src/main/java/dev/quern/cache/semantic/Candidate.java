package dev.quern.cache.semantic;

/** A stored question near one that is asked. */
record Candidate(StoredQuestion stored, double cosine) {}
