package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Documents;
import dev.quern.gateway.Page;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of documents. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Documents")
public record DocumentsBody(
        List<DocumentBody> documents,

        @Schema(description = "For `page_token` of the next request; absent on the last page.") @Nullable String nextPageToken) {

    static DocumentsBody of(Page<Documents.Document> page) {
        return new DocumentsBody(page.items().stream().map(DocumentBody::of).toList(), Paging.token(page));
    }
}
