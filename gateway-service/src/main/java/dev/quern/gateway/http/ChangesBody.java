package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Catalogue.Changes;
import dev.quern.gateway.Catalogue.Distance;
import dev.quern.gateway.Catalogue.Profile;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is to become different when a collection is rebuilt; what is absent stays as it is. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "CollectionChanges", examples = "{\"chunking\": {\"method\": \"sentences\", \"size\": 600}}")
public record ChangesBody(
        @Schema(description = "By name, or as `name@version`.") @Nullable String embeddingModel,

        @Schema(enumeration = {"cosine", "dot", "euclidean"}) @Nullable String distance,

        @Schema(enumeration = {"automatic", "exact", "hnsw", "memory_constrained"}) @Nullable String profile,

        @Nullable ChunkingBody chunking) {

    Changes wanted() {
        return new Changes(
                Optional.ofNullable(embeddingModel)
                        .map(NewCollectionBody::checkedModel)
                        .filter(model -> !model.isEmpty()),
                Words.read("distance", distance, Distance.values()),
                Words.read("profile", profile, Profile.values()),
                Optional.ofNullable(chunking).map(ChunkingBody::wanted));
    }
}
