package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.GenerationOptions;
import dev.quern.gateway.Question;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A search as it is sent: a question, and whether it is explained what was found. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Search", description = "As a question, with `explain`.")
public record SearchBody(
        @Schema(required = true, minLength = 1, maxLength = Question.LONGEST, examples = "Who grinds grain?") @Nullable String query,

        @Schema(minimum = "1", maximum = "50", defaultValue = "5", description = "Passages at most.") @Nullable Integer maxResults,

        @Schema(pattern = WantedSearch.COLLECTION, defaultValue = "default") @Nullable String collection,

        @Schema(
                minItems = 1,
                maxItems = Question.MOST_COLLECTIONS,
                description = "Several collections that are searched together, in place of `collection`.")
        @Nullable List<@Nullable String> collections,

        @Nullable FilterBody filter,

        @Schema(minimum = "0", maximum = "1") @Nullable Float alpha,

        @Schema(enumeration = {"relative_score", "reciprocal_rank"}) @Nullable String fusion,

        @Schema(enumeration = {"auto", "single_stage", "two_stage", "multi_stage"}) @Nullable String strategy,

        @Schema(defaultValue = "false", description = "Say how every passage was found, and what was done.") @Nullable Boolean explain) {

    Question question(String defaultCollection) {
        return new Question(
                WantedSearch.words(query),
                WantedSearch.collections(collection, collections, defaultCollection),
                WantedSearch.results(maxResults),
                WantedSearch.options(filter, alpha, fusion, strategy),
                GenerationOptions.USUAL,
                List.of(),
                Optional.empty(),
                explain != null && explain);
    }
}
