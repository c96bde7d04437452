package dev.quern.cache;

/** What share of the lookups a memory of so many entries would miss. */
public record MissRatio(long entries, double ratio) {}
