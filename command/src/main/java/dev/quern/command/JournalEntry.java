package dev.quern.command;

/**
 * What is known of a file that the server has accepted.
 *
 * @param name as in {@link SourceFile#name}
 * @param path where it lay
 * @param modified in milliseconds
 * @param labels as in {@link Labels#fingerprint}
 */
public record JournalEntry(
        String name,
        String path,
        String documentId,
        long size,
        long modified,
        String sha256,
        String labels,
        DocumentState state) {

    static JournalEntry of(SourceFile file, String sha256, String labels, DocumentState state) {
        return new JournalEntry(
                file.name(),
                file.path().toString(),
                file.documentId(),
                file.size(),
                file.modified(),
                sha256,
                labels,
                state);
    }

    JournalEntry in(DocumentState now) {
        return new JournalEntry(name, path, documentId, size, modified, sha256, labels, now);
    }
}
