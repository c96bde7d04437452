package dev.quern.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a reply that is sent as it is made. */
record ChunkBody(
        String id,
        String object,
        long created,
        String model,
        List<ChoiceBody> choices,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UsageBody usage) {
    private static final String OBJECT = "chat.completion.chunk";

    static ChunkBody of(Head head, DeltaBody delta, @Nullable String finishReason) {
        return new ChunkBody(
                head.id(),
                OBJECT,
                head.created(),
                head.model(),
                List.of(new ChoiceBody(0, delta, null, finishReason)),
                null);
    }

    static ChunkBody of(Head head, UsageBody usage) {
        return new ChunkBody(head.id(), OBJECT, head.created(), head.model(), List.of(), usage);
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record ChoiceBody(
            int index,
            DeltaBody delta,
            @Nullable Object logprobs,
            @Nullable String finishReason) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DeltaBody(
            @Nullable String role,
            @Nullable String content,
            @Nullable BasisBody quern) {}
}
