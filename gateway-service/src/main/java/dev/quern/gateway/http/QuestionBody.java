package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.GenerationOptions;
import dev.quern.gateway.Message;
import dev.quern.gateway.Question;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A question as it is sent. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Question")
public record QuestionBody(
        @Schema(required = true, minLength = 1, maxLength = Question.LONGEST, examples = "What is Quern?") @Nullable String query,

        @Schema(minimum = "1", maximum = "50", defaultValue = "5", description = "Sources at most.") @Nullable Integer maxResults,

        @Schema(pattern = WantedSearch.COLLECTION, defaultValue = "default") @Nullable String collection,

        @Schema(
                minItems = 1,
                maxItems = Question.MOST_COLLECTIONS,
                description = "Several collections that are asked together, in place of `collection`.")
        @Nullable List<@Nullable String> collections,

        @Schema(description = "Which documents are asked.") @Nullable FilterBody filter,

        @Schema(
                minimum = "0",
                maximum = "1",
                description = "Weight of the vectors: 0 words only, 1 vectors only. Configured when absent.")
        @Nullable Float alpha,

        @Schema(
                enumeration = {"relative_score", "reciprocal_rank"},
                defaultValue = "relative_score")
        @Nullable String fusion,

        @Schema(
                enumeration = {"auto", "single_stage", "two_stage", "multi_stage"},
                defaultValue = "auto",
                description = "How much is done to find passages; `auto`: by the question's complexity.")
        @Nullable String strategy,

        @Schema(description = "A model by name; by the question's complexity when absent.") @Nullable String model,

        @Schema(minimum = "0", maximum = "2", description = "The model's own when absent.") @Nullable Float temperature,

        @Schema(minimum = "1", maximum = "100000", description = "Of the answer; the model's own when absent.")
        @Nullable Integer maxTokens,

        @Schema(
                maxItems = Question.MOST_MESSAGES,
                description = "What was said before, oldest first, without the question itself. Not together with"
                        + " `conversation_id`.")
        @Nullable List<@Nullable MessageBody> history,

        @Schema(description = "A kept conversation: its last turns are the history, and the answer is added to it.")
        @Nullable String conversationId,

        @Schema(
                maxLength = 128,
                description =
                        "Whose conversation it is, of the users that an API key is used for; `default` when absent.")
        @Nullable String user,

        @Schema(description = "The answer's language (BCP 47); the question's own when absent.", examples = "en")
        @Nullable String language,

        @Schema(
                defaultValue = "false",
                description = "Say how the sources were found. Such an answer is never taken from a cache.")
        @Nullable Boolean explain) {
    private static final int LONGEST_ID = 128;

    /** One message of what was said before. */
    @Schema(name = "Message")
    public record MessageBody(
            @Schema(
                    required = true,
                    enumeration = {"user", "assistant"})
            @Nullable String role,

            @Schema(required = true, minLength = 1, maxLength = Question.LONGEST_MESSAGE) @Nullable String content) {
        private enum Role {
            USER,
            ASSISTANT
        }

        private Message message(String path) {
            Role said = Words.read(path + ".role", role, Role.values())
                    .orElseThrow(() -> QuernException.invalid(path + ".role", "A message has a `role`."));
            if (content == null) {
                throw QuernException.invalid(path + ".content", "A message has a `content`.");
            }
            return new Message(
                    switch (said) {
                        case USER -> Message.Author.USER;
                        case ASSISTANT -> Message.Author.ASSISTANT;
                    },
                    content);
        }
    }

    Question question(String defaultCollection) {
        return new Question(
                WantedSearch.words(query),
                WantedSearch.collections(collection, collections, defaultCollection),
                WantedSearch.results(maxResults),
                WantedSearch.options(filter, alpha, fusion, strategy),
                new GenerationOptions(
                        Optional.ofNullable(model),
                        Optional.ofNullable(temperature),
                        Optional.ofNullable(maxTokens),
                        Optional.ofNullable(language)),
                messages(),
                continued(),
                explain != null && explain);
    }

    private List<Message> messages() {
        if (history == null) {
            return List.of();
        }
        List<Message> said = IntStream.range(0, Math.min(history.size(), Question.MOST_MESSAGES + 1))
                .mapToObj(i -> message("history[" + i + "]", history.get(i)))
                .toList();
        if (!said.isEmpty() && said.getLast().author() == Message.Author.USER) {
            throw QuernException.invalid(
                    "history", "`history` ends with what the assistant said last; the question itself is the `query`.");
        }
        return said;
    }

    private static Message message(String path, @Nullable MessageBody body) {
        if (body == null) {
            throw QuernException.invalid(path, "A message has a `role` and a `content`.");
        }
        return body.message(path);
    }

    private Optional<Question.Continued> continued() {
        if (conversationId == null) {
            return Optional.empty();
        }
        if (conversationId.isBlank() || conversationId.length() > LONGEST_ID) {
            throw QuernException.invalid("conversation_id", "`conversation_id` is the id of a conversation.");
        }
        return Optional.of(new Question.Continued(conversationId, Optional.ofNullable(user)));
    }
}
