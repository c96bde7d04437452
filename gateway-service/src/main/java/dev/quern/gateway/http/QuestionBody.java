package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Fusion;
import dev.quern.gateway.Question;
import dev.quern.gateway.SearchOptions;
import dev.quern.gateway.Strategy;
import dev.quern.protocol.QuernException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A question as it is sent. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Question")
public record QuestionBody(
        @Schema(required = true, minLength = 1, maxLength = Question.LONGEST, examples = "What is Quern?") @Nullable String query,

        @Schema(minimum = "1", maximum = "50", defaultValue = "5", description = "Sources at most.") @Nullable Integer maxResults,

        @Schema(pattern = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}", defaultValue = "default") @Nullable String collection,

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
        @Nullable String strategy) {
    private static final int RESULTS = 5;
    private static final String AUTO = "auto";

    Question question(String defaultCollection) {
        if (query == null) {
            throw QuernException.invalid("query", "`query` is missing: the question, as text.");
        }
        return new Question(
                query,
                collection == null ? defaultCollection : collection,
                maxResults == null ? RESULTS : maxResults,
                options());
    }

    private SearchOptions options() {
        return new SearchOptions(
                Optional.ofNullable(filter).map(body -> body.filter("filter")),
                Optional.ofNullable(alpha),
                Words.read("fusion", fusion, Fusion.values()),
                wantedStrategy());
    }

    private Optional<Strategy> wantedStrategy() {
        return AUTO.equals(strategy) ? Optional.empty() : Words.read("strategy", strategy, Strategy.values(), AUTO);
    }
}
