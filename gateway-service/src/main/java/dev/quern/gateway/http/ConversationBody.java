package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Conversation;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A kept conversation. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Conversation")
public record ConversationBody(
        String id,
        String title,
        Instant createdAt,

        @Schema(description = "Unless something is said before.")
        Instant expiresAt,

        int turnCount,

        @Schema(description = "The last ones, oldest first; absent in a list.") @Nullable List<TurnBody> turns) {

    static ConversationBody of(Conversation conversation) {
        return body(
                conversation, conversation.turns().stream().map(TurnBody::of).toList());
    }

    static ConversationBody listed(Conversation conversation) {
        return body(conversation, null);
    }

    private static ConversationBody body(Conversation conversation, @Nullable List<TurnBody> turns) {
        return new ConversationBody(
                conversation.id(),
                conversation.title(),
                conversation.createdAt(),
                conversation.expiresAt(),
                conversation.turnCount(),
                turns);
    }

    /** A question and its answer. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Turn")
    public record TurnBody(String query, String answer, Instant askedAt, String traceId) {
        static TurnBody of(Conversation.Turn turn) {
            return new TurnBody(turn.question(), turn.answer(), turn.askedAt(), turn.traceId());
        }
    }
}
