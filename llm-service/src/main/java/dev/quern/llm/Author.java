package dev.quern.llm;

/** Who said a message of a conversation. */
public enum Author {
    SYSTEM,
    USER,
    ASSISTANT
}
