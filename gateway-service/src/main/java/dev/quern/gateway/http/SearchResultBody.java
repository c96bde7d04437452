package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.FoundPassage;
import dev.quern.gateway.PlanStep;
import dev.quern.gateway.Question;
import dev.quern.gateway.Searching;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a search found, best first; times are milliseconds by stage. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SearchResult")
public record SearchResultBody(
        List<PassageBody> passages,
        List<EditionBody> collections,
        float complexity,
        String strategy,

        @Schema(description = "What was done, in order; when `explain` was asked for.") @Nullable List<PlanStepBody> plan,

        @Schema(description = "Stages that were left out and would have made the result better.")
        List<String> degraded,

        Map<String, Double> timingsMs,
        String traceId) {

    static SearchResultBody of(Question question, Searching.Result result, String traceId) {
        return new SearchResultBody(
                result.found().passages().stream()
                        .map(passage -> PassageBody.of(passage, question.explain()))
                        .toList(),
                EditionBody.of(result.found().editions()),
                result.analysis().complexity(),
                result.analysis().strategy().word(),
                question.explain()
                        ? result.found().plan().stream().map(PlanStepBody::of).toList()
                        : null,
                result.found().degraded(),
                result.timingsMillis(),
                traceId);
    }

    /** A passage; `highlights` count UTF-16 characters of its text, `start` and `end` those of the document's. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Passage")
    public record PassageBody(
            String collection,
            String documentId,
            String chunkId,
            String title,
            String text,
            float score,
            @Nullable Float similarity,
            int start,
            int end,

            @Schema(description = "From 1; absent in a document without pages.") @Nullable Integer page,

            List<String> headingPath,
            List<HighlightBody> highlights,
            Map<String, Object> metadata,
            @Nullable String explanation) {
        static PassageBody of(FoundPassage passage, boolean explained) {
            return new PassageBody(
                    passage.source().collection(),
                    passage.source().documentId(),
                    passage.source().chunkId(),
                    passage.source().title(),
                    passage.source().text(),
                    passage.source().score(),
                    passage.source().similarity().orElse(null),
                    passage.source().start(),
                    passage.source().end(),
                    Pages.shown(passage.source().page()),
                    passage.source().headingPath(),
                    passage.highlights().stream()
                            .map(highlight -> new HighlightBody(highlight.start(), highlight.end()))
                            .toList(),
                    FieldValues.json(passage.metadata()),
                    explained ? passage.explanation() : null);
        }
    }

    /** Where a word of the question stands in the passage's text. */
    @Schema(name = "Highlight")
    public record HighlightBody(int start, int end) {}

    /** One step of the search; `selectivity` is the share of the collection that a filter keeps, when measured. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "PlanStep")
    public record PlanStepBody(
            String name,
            String detail,
            double millis,
            int candidates,
            @Nullable Float selectivity) {
        private static final double NANOS_PER_MILLI = 1e6;

        static PlanStepBody of(PlanStep step) {
            return new PlanStepBody(
                    step.name(),
                    step.detail(),
                    step.time().toNanos() / NANOS_PER_MILLI,
                    step.candidates(),
                    step.selectivity().orElse(null));
        }
    }
}
