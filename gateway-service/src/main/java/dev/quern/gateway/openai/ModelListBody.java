package dev.quern.gateway.openai;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Models as they are listed. */
@Schema(name = "ModelList")
public record ModelListBody(@Schema(enumeration = "list") String object, List<ModelBody> data) {

    static ModelListBody of(List<NamedModels.Named> models) {
        return new ModelListBody("list", models.stream().map(ModelBody::of).toList());
    }

    /** What can be named as a model. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "NamedModel")
    public record ModelBody(
            String id,

            @Schema(enumeration = "model") String object,

            @Schema(description = "Of a collection, in seconds since 1970; 0 otherwise.")
            long created,

            String ownedBy,

            @Schema(enumeration = {"language", "collection", "embedding", "reranking"})
            String kind) {
        static ModelBody of(NamedModels.Named model) {
            return new ModelBody(model.name(), "model", model.created(), model.owner(), model.kind());
        }
    }
}
