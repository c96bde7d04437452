package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Catalogue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A collection as it is shown. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Collection")
public record CollectionBody(
        String name,
        @Schema(description = "As `name@version`.") String embeddingModel,
        int dimensions,

        @Schema(enumeration = {"cosine", "dot", "euclidean"})
        String distance,

        @Schema(enumeration = {"automatic", "exact", "hnsw", "memory_constrained"})
        String profile,

        Map<String, String> fields,
        @Schema(description = "New after every change.") String version,
        long documents,
        long passages,

        @Schema(description = "About; 0 where the store cannot tell.")
        long bytes,

        String createdAt,

        @Schema(description = "What the store cannot do of what was asked.")
        List<String> remarks,

        @Nullable ChunkingBody chunking,

        @Schema(description = "While the collection is being rebuilt.") @Nullable RebuildBody rebuild) {

    static CollectionBody of(Catalogue.Collection collection) {
        Map<String, String> fields = new TreeMap<>();
        collection.fields().forEach((field, type) -> fields.put(field, Words.of(type)));
        return new CollectionBody(
                collection.name(),
                collection.embeddingModel(),
                collection.dimensions(),
                Words.of(collection.distance()),
                Words.of(collection.profile()),
                fields,
                collection.version(),
                collection.documents(),
                collection.passages(),
                collection.bytes(),
                collection.createdAt().toString(),
                collection.remarks(),
                collection.chunking().map(ChunkingBody::of).orElse(null),
                collection.rebuild().map(RebuildBody::of).orElse(null));
    }
}
