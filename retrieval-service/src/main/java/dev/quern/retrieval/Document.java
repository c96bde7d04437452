package dev.quern.retrieval;

import java.time.Instant;

/**
 * A document's record, without its text.
 *
 * @param generation which upload this is: a ULID that every chunk made from it carries, so that a search can tell the
 *     current text from an older or a half-indexed one
 * @param contentHash SHA-256 of the text, in hexadecimal
 * @param reason why it {@link DocumentState#FAILED}, else empty
 */
public record Document(
        DocumentId id,
        DocumentHeader header,
        DocumentState state,
        String reason,
        String generation,
        String contentHash,
        int chunksDone,
        int chunksTotal,
        long characters,
        Instant createdAt,
        Instant updatedAt) {

    /** Whether it is still to be indexed. */
    public boolean isUnfinished() {
        return state == DocumentState.PENDING || state == DocumentState.INDEXING;
    }

    public Document indexing(int done, int total) {
        return in(DocumentState.INDEXING, "", done, total);
    }

    public Document ready(int chunks) {
        return in(DocumentState.READY, "", chunks, chunks);
    }

    public Document failed(String why) {
        return in(DocumentState.FAILED, why, chunksDone, chunksTotal);
    }

    private Document in(DocumentState newState, String newReason, int done, int total) {
        return new Document(
                id,
                header,
                newState,
                newReason,
                generation,
                contentHash,
                done,
                total,
                characters,
                createdAt,
                Instant.now());
    }
}
