package dev.quern.command;

/** The command line asks for something impossible; the message says what to do. */
public final class UsageException extends RuntimeException {
    public UsageException(String message) {
        super(message);
    }
}
