package dev.quern.gateway;

/** What somebody who watches documents hears of. */
public sealed interface DocumentNews {

    /** How a document is now. */
    record Present(Documents.Document document) implements DocumentNews {}

    /** A document is not there, or no more. */
    record Gone(String documentId) implements DocumentNews {}

    /** Nothing for a while: whoever listens learns that somebody is still there. */
    record Nothing() implements DocumentNews {}

    /** Hears of each. */
    @FunctionalInterface
    interface Listener {
        void on(DocumentNews news) throws InterruptedException;
    }
}
