package dev.quern.retrieval.weaviate;

import io.weaviate.client6.v1.api.collections.VectorIndex;
import io.weaviate.client6.v1.api.collections.vectorindex.Distance;

/** Vectors without a graph, each of which a search compares. The client's own (6.3.0) knows no distance but cosine. */
record FlatIndex(Distance distance) implements VectorIndex {
    @Override
    public Kind _kind() {
        return Kind.FLAT;
    }

    @Override
    public Object _self() {
        return this;
    }
}
