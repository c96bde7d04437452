package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Filter;
import dev.quern.protocol.QuernException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Documents of a collection that a filter selects. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "SelectedDocuments")
public record SelectedBody(
        @Nullable String collection,

        @Schema(
                required = true,
                description = "As in a search. All documents of a collection go with the collection only.")
        @Nullable FilterBody filter) {

    Filter requiredFilter() {
        if (filter == null) {
            throw QuernException.invalid("filter", "`filter` is missing: which documents are meant.");
        }
        return filter.filter("filter");
    }
}
