package dev.quern.retrieval;

import dev.quern.protocol.Names;

/**
 * A tenant's collection, or what is being built to take its place.
 *
 * @param successor whether it is the second: never listed, and nothing that a caller sends can name it
 */
public record CollectionId(String tenant, String name, boolean successor) {
    public CollectionId {
        Names.requireCollection(name);
    }

    public CollectionId(String tenant, String name) {
        this(tenant, name, false);
    }

    /** What is being built to take the place of this collection. */
    public CollectionId asSuccessor() {
        return new CollectionId(tenant, name, true);
    }

    /** The collection that this one is, or is to become. */
    public CollectionId asItself() {
        return new CollectionId(tenant, name, false);
    }
}
