package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Catalogue;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A rebuild of a collection that is under way. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Rebuild")
public record RebuildBody(
        String embeddingModel,
        String distance,
        String profile,
        @Nullable ChunkingBody chunking,
        long documentsDone,
        long documentsTotal,

        @Schema(description = "Those that could not be indexed with the new settings.")
        long documentsFailed,

        String startedAt) {

    static RebuildBody of(Catalogue.Rebuild rebuild) {
        return new RebuildBody(
                rebuild.embeddingModel(),
                Words.of(rebuild.distance()),
                Words.of(rebuild.profile()),
                rebuild.chunking().map(ChunkingBody::of).orElse(null),
                rebuild.documentsDone(),
                rebuild.documentsTotal(),
                rebuild.documentsFailed(),
                rebuild.startedAt().toString());
    }
}
