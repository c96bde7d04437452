package dev.quern.command;

import java.io.IOException;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A collection on a server. Every method may throw {@link BusyException} when the server has no room just now,
 * {@link RefusedException} when it says no for good, and any other {@link IOException} when it cannot be reached.
 */
public interface DocumentServer {
    /** Whether it is there and lets us in; changes nothing. */
    void check() throws IOException, InterruptedException;

    /**
     * Sends a file, which is read once, from its beginning to its end.
     *
     * @param sent is told how many bytes went out, again and again
     * @throws UnreadableFileException when it cannot be read, or is no longer as it was found
     */
    Accepted upload(SourceFile file, Labels labels, LongConsumer sent) throws IOException, InterruptedException;

    /** @return empty when there is no such document */
    Optional<Status> status(String documentId) throws IOException, InterruptedException;

    /** Also when it is gone already. */
    void delete(String documentId) throws IOException, InterruptedException;

    /** @param reason why it failed; empty when it did not */
    record Status(DocumentState state, String reason) {}

    /**
     * Stored durably.
     *
     * @param changed false when the server had the same already
     * @param sha256 of what was sent
     */
    record Accepted(Status status, boolean changed, String sha256) {}
}
