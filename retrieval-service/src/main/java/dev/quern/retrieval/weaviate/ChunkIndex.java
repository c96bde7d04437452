package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.SearchQuery;
import io.weaviate.client6.v1.api.collections.Vectors;
import io.weaviate.client6.v1.api.collections.WeaviateObject;
import io.weaviate.client6.v1.api.collections.query.Filter;
import io.weaviate.client6.v1.api.collections.query.Hybrid;
import io.weaviate.client6.v1.api.collections.query.Metadata;
import io.weaviate.client6.v1.api.collections.query.NearVector;
import io.weaviate.client6.v1.api.collections.query.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The chunks of one collection, of whatever generation. */
final class ChunkIndex {
    /** Keeps a request far below the server's limit for a message. */
    private static final int BATCH = 200;

    private final WeaviateObjects objects;

    ChunkIndex(WeaviateConnection connection, CollectionRecord collection) {
        objects = WeaviateObjects.ofTenant(
                connection, Schema.chunks(collection.settings()), ObjectIds.tenant(collection.id()));
    }

    /**
     * Adds chunks for good.
     *
     * <p>Weaviate (1.35.2) writes out the log of its vector graph before the vectors of the batch are in it, so that a
     * kill leaves the last batch stored and yet unknown to the graph: the next write, of whatever, brings the log up to
     * date. And it does not index an object again that it has stored already, so what an attempt that failed may have
     * left is removed first.
     */
    void add(Document document, List<EmbeddedChunk> chunks) {
        List<WeaviateObject<Map<String, Object>>> all =
                chunks.stream().map(chunk -> object(document, chunk)).toList();
        for (int from = 0; from < all.size(); from += BATCH) {
            List<WeaviateObject<Map<String, Object>>> batch = all.subList(from, Math.min(from + BATCH, all.size()));
            objects.remove(Filter.uuid()
                    .containsAny(batch.stream().map(WeaviateObject::uuid).toArray(String[]::new)));
            objects.put(batch);
        }
        if (!all.isEmpty()) {
            objects.put(all.subList(0, 1));
        }
    }

    void remove(DocumentId document, List<String> generations) {
        objects.remove(Filter.property("upload").containsAny(Upload.keys(document, generations)));
    }

    /**
     * The best chunks by keywords and vectors, best first.
     *
     * @param without uploads whose chunks are left out
     */
    List<Hit> search(SearchQuery query, int limit, Collection<Upload> without) {
        Hybrid search = Hybrid.of(Target.text(List.of(query.text())), hybrid -> {
            hybrid.queryProperties("text")
                    .alpha(query.alpha())
                    .fusionType(Hybrid.FusionType.RELATIVE_SCORE)
                    .limit(limit)
                    .returnMetadata(Metadata.SCORE);
            if (query.alpha() > 0) {
                // A hybrid search tells no distance: the cosine is made from the vector.
                hybrid.nearVector(NearVector.of(query.vector())).includeVector();
            }
            if (!without.isEmpty()) {
                hybrid.filters(Filter.property("upload")
                        .containsNone(without.stream().map(Upload::key).toList()));
            }
            return hybrid;
        });
        return objects.call(handle -> handle.query.hybrid(search)).objects().stream()
                .map(found -> Hit.of(found, query))
                .toList();
    }

    private static WeaviateObject<Map<String, Object>> object(Document document, EmbeddedChunk embedded) {
        var chunk = embedded.chunk();
        var location = chunk.location();
        Map<String, Object> properties = Map.of(
                "document", document.id().name(),
                "upload", Upload.of(document).key(),
                "generation", document.generation(),
                "chunk", chunk.id().toString(),
                "title", document.header().title(),
                "text", chunk.text(),
                "ordinal", location.ordinal(),
                "start", location.start(),
                "end", location.end(),
                "headingPath", location.headingPath());
        return WeaviateObject.of(object -> object.uuid(
                        ObjectIds.ofChunk(chunk.id(), document.generation()).toString())
                .properties(properties)
                .vectors(Vectors.of(embedded.vector())));
    }
}
