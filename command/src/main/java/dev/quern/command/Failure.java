package dev.quern.command;

/**
 * A file that did not get through.
 *
 * @param documentId empty when it got none
 * @param kind what happened to it
 * @param reason a sentence
 */
public record Failure(String path, String documentId, Kind kind, String reason) {

    /** Where it went wrong. */
    public enum Kind {
        /** Could not be read here. */
        UNREADABLE,
        /** The server did not take it. */
        REFUSED,
        /** The server took it, and could not index it. */
        FAILED,
        /** It got no answer: the server was busy or away. */
        UNSENT
    }
}
