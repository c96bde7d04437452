package dev.quern.retrieval;

import java.util.Optional;
import java.util.UUID;

/**
 * A chunk as a search result.
 *
 * @param score fused, 0 to 1, higher is better; comparable within one result only
 * @param similarity cosine between query and passage, when vectors were searched
 */
public record Passage(
        UUID chunkId,
        String documentId,
        String title,
        String text,
        float score,
        Optional<Float> similarity,
        Location location) {}
