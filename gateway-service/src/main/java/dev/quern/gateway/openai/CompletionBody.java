package dev.quern.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A chat completion as it is sent. */
@Schema(name = "ChatCompletion")
public record CompletionBody(
        String id,

        @Schema(enumeration = "chat.completion") String object,

        @Schema(description = "Seconds since 1970.") long created,

        String model,
        List<ChoiceBody> choices,
        UsageBody usage) {

    static CompletionBody of(Head head, String model, String text, Ending ending) {
        return new CompletionBody(
                head.id(),
                "chat.completion",
                head.created(),
                model,
                List.of(new ChoiceBody(
                        0, new ReplyBody("assistant", text, null, ending.basis().orElse(null)), null, ending.reason())),
                UsageBody.of(ending.tokens()));
    }

    /** The one reply. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "ChatChoice")
    public record ChoiceBody(
            int index,
            ReplyBody message,

            @Schema(description = "Always null.") @Nullable Object logprobs,

            @Schema(enumeration = {"stop", "length"}) String finishReason) {}

    /** A reply's text; with `quern/…` also what it rests on. */
    @Schema(name = "ChatReply")
    public record ReplyBody(
            @Schema(enumeration = "assistant") String role,

            String content,

            @Schema(description = "Always null.") @Nullable String refusal,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable BasisBody quern) {}
}
