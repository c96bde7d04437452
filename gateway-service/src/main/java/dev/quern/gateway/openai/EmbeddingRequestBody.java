package dev.quern.gateway.openai;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Texts of which vectors are asked for. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "EmbeddingRequest")
public record EmbeddingRequestBody(
        @Schema(required = true, examples = "all-MiniLM-L6-v2") @Nullable String model,

        @Schema(
                required = true,
                oneOf = {String.class, String[].class},
                description = "A text, or several; tokens are not taken.")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Nullable List<@Nullable String> input,

        @Schema(
                enumeration = {"float", "base64"},
                defaultValue = "float")
        @Nullable String encodingFormat,

        @Schema(minimum = "1", description = "As many as the model has; no other number is possible.") @Nullable Integer dimensions,

        @Schema(
                enumeration = {"query", "document", "passage"},
                defaultValue = "document",
                description = "Some models embed a question otherwise than the texts that answer it.")
        @Nullable String inputType,

        @Schema(description = "Whoever this is for; nothing is done with it.") @Nullable String user) {

    String name() {
        if (model == null || model.isBlank()) {
            throw QuernException.invalid("model", "`model` is missing: the name of an embedding model.");
        }
        return model;
    }

    List<String> texts() {
        List<String> texts = Lists.whole("input", input);
        if (texts.isEmpty()) {
            throw QuernException.invalid("input", "`input` is missing: a text, or a list of texts.");
        }
        return texts;
    }

    boolean wantsBase64() {
        return switch (encodingFormat == null ? "float" : encodingFormat) {
            case "float" -> false;
            case "base64" -> true;
            default -> throw QuernException.invalid("encoding_format", "`encoding_format` is one of float, base64.");
        };
    }

    boolean isQuestion() {
        return switch (inputType == null ? "document" : inputType) {
            case "query" -> true;
            case "document", "passage" -> false;
            default -> throw QuernException.invalid("input_type", "`input_type` is one of query, document, passage.");
        };
    }

    Optional<Integer> wantedDimensions() {
        return Optional.ofNullable(dimensions);
    }
}
