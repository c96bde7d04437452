package dev.quern.retrieval;

import java.util.UUID;

/**
 * A piece of a document, as it is indexed.
 *
 * @param id made from tenant, collection, document, content hash and ordinal: indexing twice is harmless
 */
public record Chunk(UUID id, String text, Location location) {}
