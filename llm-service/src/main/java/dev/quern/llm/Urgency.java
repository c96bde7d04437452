package dev.quern.llm;

/** How soon somebody needs an answer. */
public enum Urgency {
    LOW,
    NORMAL,
    HIGH
}
