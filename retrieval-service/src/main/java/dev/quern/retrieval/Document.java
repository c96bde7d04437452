package dev.quern.retrieval;

import java.time.Instant;

/**
 * A document's record, without its text.
 *
 * @param generation which upload this is, and in which rebuild of the collection: it begins with a ULID, so that it tells
 *     the order of acceptance, and every chunk made from it carries it, so that a search can tell the current text from an
 *     older or a half-indexed one
 * @param contentHash SHA-256 of what was sent, without a byte order mark, in hexadecimal
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
    private static final char COPY = '.';

    /** Whether it is still to be indexed. */
    public boolean isUnfinished() {
        return state == DocumentState.PENDING || state == DocumentState.INDEXING;
    }

    /** What tells the upload from all others: the same for a copy as for its original. */
    public String upload() {
        int mark = generation.indexOf(COPY);
        return mark < 0 ? generation : generation.substring(0, mark);
    }

    /**
     * The same upload as something to be indexed in another collection, of a generation of its own: what is still done for
     * the original when the copy has taken its place is not done to the copy.
     *
     * @param sign of the collection
     */
    public Document acceptedIn(CollectionId collection, String sign) {
        return new Document(
                new DocumentId(collection, id.name()),
                header,
                DocumentState.PENDING,
                "",
                upload() + COPY + sign,
                contentHash,
                0,
                0,
                characters,
                createdAt,
                updatedAt);
    }

    /** To be indexed once more, from the beginning. */
    public Document pending() {
        return in(DocumentState.PENDING, "", 0, 0);
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
