package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Models;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** All models; `routing_epoch` changes whenever another language model could be chosen for the same question. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Models")
public record ModelsBody(
        List<LanguageModelBody> language,
        List<EmbeddingModelBody> embedding,
        List<RerankingModelBody> reranking,
        String routingEpoch,
        String promptVersion) {

    static ModelsBody of(Models.Languages languages, Models.Vectors vectors) {
        return new ModelsBody(
                languages.models().stream().map(LanguageModelBody::of).toList(),
                vectors.embedding().stream().map(EmbeddingModelBody::of).toList(),
                vectors.reranking().stream().map(RerankingModelBody::of).toList(),
                languages.routingEpoch(),
                languages.promptVersion());
    }

    /** A language model; prices are per million tokens, 0 where none is configured. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "LanguageModel")
    public record LanguageModelBody(
            String name,
            String backEnd,

            @Schema(enumeration = {"small", "balanced", "large"}) @Nullable String tier,

            @Schema(description = "In tokens; absent when it is not known.") @Nullable Integer contextWindow,

            boolean available,

            @Schema(description = "What is wrong; absent when it is available.") @Nullable String reason,

            double priceIn,
            double priceOut,

            @Schema(description = "Generations at once.") int concurrency,

            @Schema(description = "Generations now.") int running,

            List<String> roles) {
        static LanguageModelBody of(Models.Language model) {
            return new LanguageModelBody(
                    model.name(),
                    model.backEnd(),
                    model.tier().isEmpty() ? null : model.tier(),
                    known(model.contextWindow()),
                    model.trouble().isEmpty(),
                    model.trouble().orElse(null),
                    model.priceIn(),
                    model.priceOut(),
                    model.concurrency(),
                    model.running(),
                    model.roles());
        }
    }

    /** A model that makes vectors of texts. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "EmbeddingModel")
    public record EmbeddingModelBody(
            String name,
            String version,
            int dimensions,

            @Schema(description = "Of a text; absent when it is not known.") @Nullable Integer maxTokens,

            @Schema(description = "Texts at once.") int maxBatch,

            @JsonProperty("default") boolean isDefault,

            @Schema(enumeration = {"ready", "loading", "unavailable"})
            String state,

            @Schema(description = "What is wrong; absent when it is ready.") @Nullable String reason) {
        static EmbeddingModelBody of(Models.Embedding model) {
            return new EmbeddingModelBody(
                    model.name(),
                    model.version(),
                    model.dimensions(),
                    known(model.maxTokens()),
                    model.maxBatch(),
                    model.isDefault(),
                    model.readiness().state(),
                    model.readiness().trouble().orElse(null));
        }
    }

    /** A model that scores passages against a query. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RerankingModel")
    public record RerankingModelBody(
            String name,
            String version,

            @Schema(description = "Of query and passage together; absent when it is not known.") @Nullable Integer maxTokens,

            @Schema(description = "Passages at once.") int maxBatch,

            @JsonProperty("default") boolean isDefault,

            @Schema(enumeration = {"ready", "loading", "unavailable"})
            String state,

            @Schema(description = "What is wrong; absent when it is ready.") @Nullable String reason) {
        static RerankingModelBody of(Models.Reranking model) {
            return new RerankingModelBody(
                    model.name(),
                    model.version(),
                    known(model.maxTokens()),
                    model.maxBatch(),
                    model.isDefault(),
                    model.readiness().state(),
                    model.readiness().trouble().orElse(null));
        }
    }

    private static @Nullable Integer known(int count) {
        return count == 0 ? null : count;
    }
}
