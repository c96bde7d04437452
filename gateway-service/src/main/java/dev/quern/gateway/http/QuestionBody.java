package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Question;
import dev.quern.protocol.QuernException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A question as it is sent. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Question")
public record QuestionBody(
        @Schema(required = true, minLength = 1, maxLength = Question.LONGEST, examples = "What is Quern?") @Nullable String query,

        @Schema(minimum = "1", maximum = "50", defaultValue = "5", description = "Sources at most.") @Nullable Integer maxResults,

        @Schema(pattern = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}", defaultValue = "default") @Nullable String collection) {
    private static final int RESULTS = 5;

    Question question(String defaultCollection) {
        if (query == null) {
            throw QuernException.invalid("query", "`query` is missing: the question, as text.");
        }
        return new Question(
                query, collection == null ? defaultCollection : collection, maxResults == null ? RESULTS : maxResults);
    }
}
