package dev.quern.retrieval;

import java.time.Instant;

/**
 * A collection as it is now.
 *
 * @param version a ULID, new after every change that a search could see
 * @param documents that are searchable
 */
public record Collection(
        CollectionId id,
        CollectionSettings settings,
        String version,
        long documents,
        long passages,
        Instant createdAt) {}
