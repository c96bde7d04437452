package dev.quern.gateway;

import java.util.List;
import java.util.Optional;

/**
 * A passage as an answer cites it.
 *
 * @param number as in {@code [1]}
 * @param start first character (UTF-16) of the document's text
 * @param end one after the last
 */
public record Source(
        int number,
        String documentId,
        String chunkId,
        String title,
        String text,
        float score,
        Optional<Float> similarity,
        int start,
        int end,
        List<String> headingPath) {
    public Source {
        headingPath = List.copyOf(headingPath);
    }
}
