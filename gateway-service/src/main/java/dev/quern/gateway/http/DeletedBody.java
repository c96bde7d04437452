package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Documents;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many documents were deleted. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "DeletedDocuments")
public record DeletedBody(
        long deleted,

        @Schema(description = "Some are left: the same request deletes them.")
        boolean more) {

    static DeletedBody of(Documents.Deleted deleted) {
        return new DeletedBody(deleted.count(), deleted.more());
    }
}
