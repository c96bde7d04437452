package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Conversation;
import dev.quern.gateway.Page;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of conversations, the newest first. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Conversations")
public record ConversationsBody(
        List<ConversationBody> conversations,

        @Schema(description = "For `page_token` of the next request; absent on the last page.") @Nullable String nextPageToken) {

    static ConversationsBody of(Page<Conversation> page) {
        return new ConversationsBody(
                page.items().stream().map(ConversationBody::listed).toList(), Paging.token(page));
    }
}
