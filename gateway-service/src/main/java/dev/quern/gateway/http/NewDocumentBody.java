package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Documents;
import dev.quern.protocol.Names;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

        @Schema(description = "Where it comes from: a file name or an address.") @Nullable String source,

        @Nullable List<@Nullable String> tags,
        @Schema(description = "BCP 47.") @Nullable String language,

        @Schema(
                description = "Values of the fields that the collection declares, by name; a time as in RFC 3339.",
                examples = "{\"year\": 1786}")
        @Nullable Map<String, @Nullable JsonNode> metadata) {
    private static final int MOST_TAGS = 64;

    String requiredText() {
        if (text == null || text.isBlank()) {
            throw QuernException.invalid("text", "`text` is missing or blank: the document's text.");
        }
        return text;
    }

    /** Checked, so that whatever is wrong is said before anything is done. */
    Documents.Header header(String defaultCollection, String idempotencyKey) {
        return new Documents.Header(
                Names.requireCollection(collection == null ? defaultCollection : collection),
                documentId == null || documentId.isEmpty() ? "" : Names.requireDocument(documentId),
                limited("title", title, 512),
                limited("source", source, 2048),
                mediaType == null ? "text/plain" : limited("media_type", mediaType, 255),
                tags == null ? List.of() : limitedTags(tags),
                limited("language", language, 35),
                metadata == null ? Map.of() : FieldValues.metadata(metadata),
                idempotencyKey);
    }

    private static String limited(String field, @Nullable String value, int longest) {
        if (value != null && value.length() > longest) {
            throw QuernException.invalid(field, "`" + field + "` has at most " + longest + " characters.");
        }
        return value == null ? "" : value;
    }

    private static List<String> limitedTags(List<@Nullable String> tags) {
        if (tags.size() > MOST_TAGS) {
            throw QuernException.invalid("tags", "A document has at most " + MOST_TAGS + " tags.");
        }
        List<String> checked = new ArrayList<>();
        for (String tag : tags) {
            if (tag == null || tag.isBlank()) {
                throw QuernException.invalid("tags", "A tag is a text that is not blank.");
            }
            checked.add(limited("tags", tag, 128));
        }
        return checked;
    }
}
