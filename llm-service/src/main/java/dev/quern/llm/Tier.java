package dev.quern.llm;

/** How able, and how dear, a model is: the smallest first. */
public enum Tier {
    SMALL,
    BALANCED,
    LARGE
}
