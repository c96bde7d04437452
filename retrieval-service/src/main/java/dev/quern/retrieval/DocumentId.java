package dev.quern.retrieval;

import dev.quern.protocol.Names;

/** A document within its collection. */
public record DocumentId(CollectionId collection, String name) {
    public DocumentId {
        Names.requireDocument(name);
    }
}
