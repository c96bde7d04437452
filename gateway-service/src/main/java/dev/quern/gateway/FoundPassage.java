package dev.quern.gateway;

import java.util.List;
import java.util.Map;

/**
 * A passage as a search found it.
 *
 * @param highlights where the question's words stand in the text, in order
 * @param explanation how it was found; empty when nobody asked
 * @param metadata of its document
 */
public record FoundPassage(
        Source source, List<Highlight> highlights, String explanation, Map<String, FieldValue> metadata) {
    public FoundPassage {
        highlights = List.copyOf(highlights);
        metadata = Map.copyOf(metadata);
    }

    /** The same as a source of another number and score. */
    FoundPassage ranked(int number, float score) {
        return new FoundPassage(source.ranked(number, score), highlights, explanation, metadata);
    }

    /** Characters (UTF-16) of the text: start inclusive, end exclusive. */
    public record Highlight(int start, int end) {}
}
