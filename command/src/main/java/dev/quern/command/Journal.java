package dev.quern.command;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What earlier runs with the same files and the same server have achieved. Safe for threads; what is recorded outlives
 * the process at once.
 */
public interface Journal extends AutoCloseable {
    Optional<JournalEntry> entry(String name);

    Stream<JournalEntry> entries();

    /** In place of what was recorded under the same name. */
    void record(JournalEntry entry);

    void forget(String name);

    @Override
    void close();
}
