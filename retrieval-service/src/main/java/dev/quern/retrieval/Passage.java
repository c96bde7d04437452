package dev.quern.retrieval;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A chunk as a search result.
 *
 * @param score fused, 0 to 1, higher is better; comparable within one result only
 * @param similarity cosine between query and passage, when vectors were searched
 * @param highlights where the query's words stand in the text, in order
 * @param explanation how it was found, in a sentence; empty when nobody asked
 * @param metadata of its document
 */
public record Passage(
        UUID chunkId,
        String documentId,
        String title,
        String text,
        float score,
        Optional<Float> similarity,
        Location location,
        List<Highlight> highlights,
        String explanation,
        Map<String, Value> metadata) {
    public Passage {
        highlights = List.copyOf(highlights);
        metadata = Map.copyOf(metadata);
    }

    /** Characters (UTF-16) of the text: start inclusive, end exclusive. */
    public record Highlight(int start, int end) {}

    public Passage scored(float newScore, String newExplanation) {
        return new Passage(
                chunkId, documentId, title, text, newScore, similarity, location, highlights, newExplanation, metadata);
    }

    public Passage highlighted(List<Highlight> found) {
        return new Passage(chunkId, documentId, title, text, score, similarity, location, found, explanation, metadata);
    }
}
