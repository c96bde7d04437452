package dev.quern.retrieval;

import java.util.Optional;

/**
 * What is to be otherwise once a collection is rebuilt.
 *
 * @param embeddingModel by name, or by name and version; empty: as it is
 */
public record RebuildChoice(
        String embeddingModel, Optional<Distance> distance, Optional<IndexProfile> profile, ChunkingChoice chunking) {}
