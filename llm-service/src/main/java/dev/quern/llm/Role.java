package dev.quern.llm;

/** What a generation is for; each role has a bulkhead of its own. */
public enum Role {
    /** Rewriting and expanding questions. */
    MEMORY,
    /** Answers. */
    REASONING,
    /** Triage of questions. */
    AFFECT
}
