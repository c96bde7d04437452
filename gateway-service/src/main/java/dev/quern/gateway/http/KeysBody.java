package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.ApiKey;
import dev.quern.gateway.Page;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of API keys. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Keys")
public record KeysBody(
        List<KeyBody> keys,

        @Schema(description = "For `page_token` of the next request; absent on the last page.") @Nullable String nextPageToken) {

    static KeysBody of(Page<ApiKey> page) {
        return new KeysBody(page.items().stream().map(KeyBody::of).toList(), Paging.token(page));
    }
}
