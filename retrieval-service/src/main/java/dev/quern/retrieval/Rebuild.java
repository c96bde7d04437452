package dev.quern.retrieval;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a rebuild is.
 *
 * @param settings what the collection will be like
 * @param documentsDone that are searchable with the new settings
 * @param documentsTotal that are searchable now
 * @param documentsFailed that are searchable now and cannot be indexed with the new settings
 * @param problem why it does not go on, in a sentence; empty while it does
 */
public record Rebuild(
        CollectionSettings settings,
        long documentsDone,
        long documentsTotal,
        long documentsFailed,
        Instant startedAt,
        Optional<String> problem) {}
