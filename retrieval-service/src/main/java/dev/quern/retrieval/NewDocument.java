package dev.quern.retrieval;

import dev.quern.protocol.Names;
import dev.quern.protocol.QuernException;
import java.util.Optional;

/**
 * What somebody wants to upload, checked before any of its content is taken. What kind of file it is tells the content.
 *
 * @param name empty: made from the content
 * @param idempotencyKey chosen by the sender for this upload, and what its id is made from when it has no name; empty
 *     when there is none
 * @param header its metadata as it was sent: what the collection declares is known later
 */
public record NewDocument(
        CollectionId collection, Optional<String> name, String idempotencyKey, DocumentHeader header) {
    public NewDocument {
        name.ifPresent(Names::requireDocument);
        limit("idempotency_key", idempotencyKey, 255);
        limit("title", header.title(), 512);
        limit("source", header.source(), 2048);
        limit("language", header.language(), 35);
        limit("media_type", header.mediaType(), 255);
        requireOneLine("source", header.source());
        requireOneLine("media_type", header.mediaType());
        if (header.tags().size() > 64) {
            throw QuernException.invalid("tags", "A document has at most 64 tags.");
        }
        header.tags().forEach(tag -> limit("tags", tag, 128));
        if (header.tags().contains("")) {
            throw QuernException.invalid("tags", "A tag is not empty.");
        }
    }

    private static void limit(String field, String value, int longest) {
        if (value.length() > longest) {
            throw QuernException.invalid(field, "`" + field + "` has at most " + longest + " characters.");
        }
    }

    private static void requireOneLine(String field, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw QuernException.invalid(field, "`" + field + "` has no control characters.");
        }
    }
}
