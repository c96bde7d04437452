package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Documents;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** A document as it is shown. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Document")
public record DocumentBody(
        String documentId,
        String collection,
        String title,
        String source,
        String mediaType,

        @Schema(enumeration = {"pending", "indexing", "ready", "failed"})
        String status,

        @Schema(description = "Why it failed.") @Nullable String reason,
        int chunksDone,
        int chunksTotal,

        @Schema(minimum = "0", maximum = "1", description = "How much of it is indexed, while it is.") @Nullable Double progress,

        long characters,
        String createdAt,
        String updatedAt,
        List<String> tags,
        String language,
        Map<String, Object> metadata,
        String statusUrl,

        @Schema(description = "After an upload: false when the same content was there already.") @Nullable Boolean changed) {

    static DocumentBody of(Documents.Accepted accepted) {
        return of(accepted.document(), accepted.changed());
    }

    static DocumentBody of(Documents.Document document) {
        return of(document, null);
    }

    /** As the answer to an upload. */
    RestResponse<DocumentBody> accepted() {
        return RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, this)
                .header("Location", statusUrl)
                .build();
    }

    private static DocumentBody of(Documents.Document document, @Nullable Boolean changed) {
        return new DocumentBody(
                document.documentId(),
                document.collection(),
                document.title(),
                document.source(),
                document.mediaType(),
                document.state(),
                document.reason().isEmpty() ? null : document.reason(),
                document.chunksDone(),
                document.chunksTotal(),
                progress(document),
                document.characters(),
                document.createdAt().toString(),
                document.updatedAt().toString(),
                document.tags(),
                document.language(),
                FieldValues.json(document.metadata()),
                "/api/v1/documents/" + encode(document.documentId()) + "?collection=" + encode(document.collection()),
                changed);
    }

    private static @Nullable Double progress(Documents.Document document) {
        if (!document.state().equals(Words.of(Documents.State.INDEXING))) {
            return null;
        }
        return document.chunksTotal() <= 0 ? 0.0 : Math.min(1, (double) document.chunksDone() / document.chunksTotal());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
