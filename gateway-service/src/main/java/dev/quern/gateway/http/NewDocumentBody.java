package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Documents;
import dev.quern.protocol.QuernException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A document as it is sent in JSON. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "NewDocument")
public record NewDocumentBody(
        @Schema(required = true, minLength = 1) @Nullable String text,
        @Nullable String title,

        @Schema(description = "Made from the content when absent.", pattern = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
        @Nullable String documentId,

        @Nullable String collection,

        @Schema(defaultValue = "text/plain", examples = "text/markdown") @Nullable String mediaType,

        @Schema(description = "Where it comes from; only shown.") @Nullable String source,

        @Nullable List<String> tags,
        @Schema(description = "BCP 47.") @Nullable String language) {

    String requiredText() {
        if (text == null || text.isBlank()) {
            throw QuernException.invalid("text", "`text` is missing or blank: the document's text.");
        }
        return text;
    }

    Documents.Header header(String defaultCollection) {
        return new Documents.Header(
                collection == null ? defaultCollection : collection,
                orEmpty(documentId),
                orEmpty(title),
                orEmpty(source),
                mediaType == null ? "text/plain" : mediaType,
                tags == null ? List.of() : tags,
                orEmpty(language));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
