package dev.quern.gateway.openai;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Message;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A chat completion as it is asked for. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(
        name = "ChatCompletionRequest",
        additionalProperties = Schema.True.class,
        description = "Further fields of OpenAI's are refused unless their value asks for nothing.")
public record ChatBody(
        @Schema(
                required = true,
                description = "`quern/<collection>` answers from that collection's documents, `quern` from the default "
                        + "collection's; any other name is a language model's own.",
                examples = "quern/default")
        @Nullable String model,

        @Schema(required = true, minItems = 1) @Nullable List<@Nullable MessageBody> messages,

        @Nullable Boolean stream,

        @Nullable StreamOptionsBody streamOptions,

        @Schema(minimum = "0", maximum = "2") @Nullable Float temperature,

        @Schema(minimum = "1", maximum = "100000") @Nullable Integer maxTokens,

        @Schema(minimum = "1", maximum = "100000", description = "The newer name of `max_tokens`.") @Nullable Integer maxCompletionTokens,

        @Schema(description = "Texts before which the reply ends: one, or up to 16.")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Nullable List<@Nullable String> stop,

        @Schema(hidden = true) @JsonAnySetter @Nullable Map<String, JsonNode> others) {
    private static final float HOTTEST = 2;
    private static final int MOST_TOKENS = 100_000;

    /** What a stream is to tell. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonIgnoreProperties("include_obfuscation")
    @Schema(name = "ChatStreamOptions")
    public record StreamOptionsBody(@Nullable Boolean includeUsage) {}

    /** Throws what names the field that is wrong or not supported. */
    void check() {
        if (model == null || model.isBlank()) {
            throw QuernException.invalid("model", "`model` is missing: `quern/<collection>`, or a language model.");
        }
        Parameters.refuseUnsupported(others == null ? Map.of() : others);
        if (temperature != null && !(temperature >= 0 && temperature <= HOTTEST)) {
            throw QuernException.invalid("temperature", "`temperature` is from 0 to 2.");
        }
        requireTokens("max_tokens", maxTokens);
        requireTokens("max_completion_tokens", maxCompletionTokens);
        if (streamOptions != null && !streams()) {
            throw QuernException.invalid("stream_options", "`stream_options` are for streams: set `stream` too.");
        }
        stops();
    }

    private static void requireTokens(String field, @Nullable Integer count) {
        if (count != null && (count < 1 || count > MOST_TOKENS)) {
            throw QuernException.invalid(field, "`" + field + "` is from 1 to " + MOST_TOKENS + ".");
        }
    }

    String name() {
        return model == null ? "" : model;
    }

    boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    boolean wantsUsage() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
    }

    Optional<Integer> longest() {
        return Optional.ofNullable(maxCompletionTokens).or(() -> Optional.ofNullable(maxTokens));
    }

    List<String> stops() {
        return Lists.whole("stop", stop);
    }

    /** All that was said, oldest first. */
    List<Message> conversation() {
        List<Message> conversation = new ArrayList<>();
        List<MessageBody> said = Lists.whole("messages", messages);
        for (int i = 0; i < said.size(); i++) {
            said.get(i).message("messages[" + i + "]").ifPresent(conversation::add);
        }
        if (conversation.isEmpty()) {
            throw QuernException.invalid("messages", "`messages` is missing: at least one message, with a text.");
        }
        return conversation;
    }
}
