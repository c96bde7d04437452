package dev.quern.gateway.openai;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Generated;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The tokens that a language model read and wrote; 0 when the answer needed none. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "ChatUsage")
public record UsageBody(int promptTokens, int completionTokens, int totalTokens) {
    static UsageBody of(Generated.Tokens tokens) {
        return new UsageBody(tokens.prompt(), tokens.completion(), tokens.prompt() + tokens.completion());
    }
}
