package dev.quern.gateway;

import java.util.List;
import java.util.Optional;

/**
 * A passage as an answer cites it.
 *
 * @param number as in {@code [1]}
 * @param collection that its document is in
 * @param start first character (UTF-16) of the document's text
 * @param end one after the last
 * @param page from 1; 0 in a document without pages
 */
public record Source(
        int number,
        String collection,
        String documentId,
        String chunkId,
        String title,
        String text,
        float score,
        Optional<Float> similarity,
        int start,
        int end,
        int page,
        List<String> headingPath) {
    public Source {
        headingPath = List.copyOf(headingPath);
    }

    Source ranked(int newNumber, float newScore) {
        return new Source(
                newNumber,
                collection,
                documentId,
                chunkId,
                title,
                text,
                newScore,
                similarity,
                start,
                end,
                page,
                headingPath);
    }
}
