package dev.quern.command;

import java.io.IOException;

/** It is the file that fails, not the server. */
public final class UnreadableFileException extends IOException {
    public static final String CHANGED = "It was changed while it was sent.";

    public UnreadableFileException(String message) {
        super(message);
    }

    public static UnreadableFileException of(IOException why) {
        return why instanceof UnreadableFileException ours
                ? ours
                : new UnreadableFileException(Reasons.unreadable(why));
    }
}
