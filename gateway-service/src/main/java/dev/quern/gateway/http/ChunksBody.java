package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Documents;
import dev.quern.gateway.Page;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of chunks. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Chunks")
public record ChunksBody(
        List<ChunkBody> chunks,

        @Schema(description = "For `page_token` of the next request; absent on the last page.") @Nullable String nextPageToken) {

    static ChunksBody of(Page<Documents.Chunk> page) {
        return new ChunksBody(page.items().stream().map(ChunkBody::of).toList(), Paging.token(page));
    }

    /** A searchable piece of a document. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Chunk")
    public record ChunkBody(String chunkId, String text, LocationBody location) {
        static ChunkBody of(Documents.Chunk chunk) {
            return new ChunkBody(
                    chunk.chunkId(),
                    chunk.text(),
                    new LocationBody(
                            chunk.ordinal(),
                            chunk.start(),
                            chunk.end(),
                            Pages.shown(chunk.page()),
                            chunk.headingPath()));
        }
    }

    /** Where it stands; `start` and `end` count UTF-16 characters of the document's text. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Location")
    public record LocationBody(
            @Schema(description = "From 0.") int ordinal,
            int start,
            int end,

            @Schema(description = "From 1; absent in a document without pages.") @Nullable Integer page,

            List<String> headingPath) {}
}
