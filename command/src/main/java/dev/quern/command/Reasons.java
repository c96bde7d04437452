package dev.quern.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Failures in words; without names of files, so that equal ones can be counted together. */
final class Reasons {
    private Reasons() {}

    static String unreadable(IOException why) {
        return switch (why) {
            case AccessDeniedException denied -> "It may not be read: its rights forbid it.";
            case NoSuchFileException gone -> "It was deleted before it could be read.";
            default -> "It cannot be read from the disk.";
        };
    }

    static String of(Throwable why) {
        String message = why.getMessage();
        return message == null || message.isBlank() ? why.getClass().getSimpleName() : message;
    }
}
