package dev.quern.gateway;

/** What somebody said in a conversation. */
public record Message(Author author, String text) {

    /** Who said it. */
    public enum Author {
        SYSTEM,
        USER,
        ASSISTANT
    }
}
