package dev.quern.retrieval;

import dev.quern.protocol.Names;

/** A tenant's collection. */
public record CollectionId(String tenant, String name) {
    public CollectionId {
        Names.requireCollection(name);
    }
}
