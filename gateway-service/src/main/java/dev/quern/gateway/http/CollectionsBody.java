package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Catalogue;
import dev.quern.gateway.Page;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of collections. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Collections")
public record CollectionsBody(
        List<CollectionBody> collections,

        @Schema(description = "For `page_token` of the next request; absent on the last page.") @Nullable String nextPageToken) {

    static CollectionsBody of(Page<Catalogue.Collection> page) {
        return new CollectionsBody(page.items().stream().map(CollectionBody::of).toList(), Paging.token(page));
    }
}
