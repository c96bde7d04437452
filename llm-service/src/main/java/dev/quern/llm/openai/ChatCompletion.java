package dev.quern.llm.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of OpenAI's chat completions that is used here. */
final class ChatCompletion {
    private ChatCompletion() {}

    @RegisterForReflection
    record Request(
            String model,
            List<Turn> messages,
            @JsonProperty("max_tokens") int maxTokens,
            double temperature,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> stop,
            boolean stream,
            @JsonProperty("stream_options") StreamOptions streamOptions) {}

    @RegisterForReflection
    record Turn(String role, String content) {}

    @RegisterForReflection
    record StreamOptions(@JsonProperty("include_usage") boolean includeUsage) {}

    /** One event of the stream. Servers add fields of their own. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Chunk(
            @Nullable List<Choice> choices,
            @Nullable Usage usage,
            @Nullable Object error) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Choice(
            @Nullable Delta delta,
            @JsonProperty("finish_reason") @Nullable String finishReason) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Delta(@Nullable String content) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Usage(
            @JsonProperty("prompt_tokens") int promptTokens,
            @JsonProperty("completion_tokens") int completionTokens) {}
}
