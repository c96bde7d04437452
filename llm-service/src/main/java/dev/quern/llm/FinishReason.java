package dev.quern.llm;

/** Why a text ended. */
public enum FinishReason {
    /** The model had said what it had to say. */
    STOP,
    /** The most tokens that were allowed had been generated. */
    LENGTH,
    /** The token budget was spent. */
    BUDGET,
    /** Nothing relevant was given; no model was asked. */
    ABSTAINED
}
