package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What became of each question of a batch, in the order in which they were sent. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Answers")
public record AnswersBody(List<OutcomeBody> answers, int answered, int failed, String traceId) {

    static AnswersBody of(List<OutcomeBody> outcomes, String traceId) {
        int failed = (int)
                outcomes.stream().filter(outcome -> outcome.error() != null).count();
        return new AnswersBody(outcomes, outcomes.size() - failed, failed, traceId);
    }

    /** The answer to a question, or the problem with it. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Outcome")
    public record OutcomeBody(
            @Schema(description = "From 0, as the questions were sent.")
            int index,

            @Schema(description = "As it was sent with the question.") @Nullable String id,

            @Nullable AnswerBody answer,

            @Schema(description = "A problem document.") @Nullable Map<String, Object> error) {}
}
