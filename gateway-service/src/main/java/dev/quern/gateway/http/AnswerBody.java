package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Analysis;
import dev.quern.gateway.Answer;
import dev.quern.gateway.AnswerEvent;
import dev.quern.gateway.AnswerMetadata;
import dev.quern.gateway.Citation;
import dev.quern.gateway.Sentence;
import dev.quern.gateway.SimilarAnswers;
import dev.quern.gateway.Source;
import dev.quern.gateway.http.SearchResultBody.PassageBody;
import dev.quern.gateway.http.SearchResultBody.PlanStepBody;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An answer as it is sent. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Answer")
public record AnswerBody(
        String answer,
        List<CitationBody> citations,
        List<SentenceBody> sentences,
        List<SourceBody> sources,
        MetadataBody metadata) {

    public static AnswerBody of(AnswerEvent.Metadata end) {
        Answer answer = end.answer();
        return new AnswerBody(
                answer.generated().text(),
                answer.citations().stream().map(CitationBody::of).toList(),
                answer.generated().sentences().stream().map(SentenceBody::of).toList(),
                SourceBody.of(answer.sources()),
                MetadataBody.of(end.metadata()));
    }

    /** The number of a source, the sentence of it that supports the answer, and how well. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Citation")
    public record CitationBody(int source, String quote, float support) {
        static CitationBody of(Citation citation) {
            return new CitationBody(citation.source(), citation.quote(), citation.support());
        }
    }

    /** A sentence of the answer, and the numbers of the sources that support it. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Sentence")
    public record SentenceBody(String text, boolean supported, List<Integer> sources) {
        static SentenceBody of(Sentence sentence) {
            return new SentenceBody(
                    sentence.text(),
                    sentence.supported(),
                    sentence.citations().stream().map(Citation::source).toList());
        }
    }

    /** A passage that the answer was made from; `start` and `end` count UTF-16 characters of the document's text. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Source")
    public record SourceBody(
            int number,
            String collection,
            String documentId,
            String chunkId,
            String title,
            String text,
            float score,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Float similarity,

            int start,
            int end,

            @Schema(description = "From 1; absent in a document without pages.")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable Integer page,

            List<String> headingPath) {
        static List<SourceBody> of(List<Source> sources) {
            return sources.stream()
                    .map(source -> new SourceBody(
                            source.number(),
                            source.collection(),
                            source.documentId(),
                            source.chunkId(),
                            source.title(),
                            source.text(),
                            source.score(),
                            source.similarity().orElse(null),
                            source.start(),
                            source.end(),
                            Pages.shown(source.page()),
                            source.headingPath()))
                    .toList();
        }
    }

    /** The question of which this is the answer, in place of the one that was asked. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "SimilarQuestion")
    public record SimilarBody(
            String question,

            @Schema(description = "Of the two questions' vectors, -1 to 1.")
            float similarity,

            @Schema(description = "How sure it is that both ask for the same, 0 to 1.")
            float score) {
        static SimilarBody of(SimilarAnswers.Hit hit) {
            return new SimilarBody(hit.question(), hit.similarity(), hit.score());
        }
    }

    /** What was done to find the sources, in order, and what is said of every passage that was found. */
    @Schema(name = "Explanation")
    public record ExplanationBody(List<PlanStepBody> plan, List<PassageBody> passages) {
        static ExplanationBody of(AnswerMetadata.Explanation explanation) {
            return new ExplanationBody(
                    explanation.plan().stream().map(PlanStepBody::of).toList(),
                    explanation.passages().stream()
                            .map(passage -> PassageBody.of(passage, true))
                            .toList());
        }
    }

    /** How the answer came about; times are milliseconds by stage. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "AnswerMetadata")
    public record MetadataBody(
            @Schema(description = "0 to 1.") float complexity,

            @Schema(enumeration = {"single_stage", "two_stage", "multi_stage"})
            String strategy,

            @Schema(description = "What half of such answers take at most; null until enough were measured.") @Nullable Double estimatedMs,

            @Schema(description = "What 95 % of such answers take at most; null likewise.") @Nullable Double estimatedP95Ms,

            String model,
            String backEnd,
            String modelReason,

            @Schema(description = "That making the answer took; also of one that a cache had.")
            int promptTokens,

            int completionTokens,

            @Schema(description = "In the currency of the configured prices; 0 where none is.")
            double cost,

            @Schema(
                    enumeration = {"stop", "length", "budget", "abstained", "passages"},
                    description = "`passages`: no answer could be written, these are sentences of the sources.")
            String finishReason,

            boolean grounded,

            @Schema(
                    description =
                            "Which cache had the answer: `none`, `local`, `memory`, `redis`, `disk`; `semantic` when it "
                                    + "was given to another question.")
            String cacheLevel,

            @Schema(description = "Names the answer in a feedback; absent when it is not cached.")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable String cacheEntry,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SimilarBody similar,

            List<EditionBody> collections,
            Map<String, Double> timingsMs,

            @Schema(
                    description = "What was gone without: `cache`, `rewriting`, `embedding`, `model`, `generation`, "
                            + "`conversation`, and stages of the search.")
            List<String> degraded,

            String traceId,

            @Schema(description = "The conversation that the answer was given in.")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable String conversationId,

            @Schema(description = "What the question was made to be, when it followed on from something said before.")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable String rewrittenQuery,

            @Schema(description = "How the sources were found; when `explain` was asked for.")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable ExplanationBody explanation) {
        private static final double NANOS_PER_MICRO = 1e3;
        private static final double MICROS_PER_MILLI = 1e3;

        static MetadataBody of(AnswerMetadata metadata) {
            Optional<Analysis.Estimate> estimate = metadata.analysis().estimate();
            return new MetadataBody(
                    metadata.analysis().complexity(),
                    metadata.analysis().strategy().word(),
                    estimate.map(Analysis.Estimate::median)
                            .map(MetadataBody::millis)
                            .orElse(null),
                    estimate.map(Analysis.Estimate::nineteenInTwenty)
                            .map(MetadataBody::millis)
                            .orElse(null),
                    metadata.model().name(),
                    metadata.model().backEnd(),
                    metadata.model().reason(),
                    metadata.tokens().prompt(),
                    metadata.tokens().completion(),
                    metadata.tokens().cost(),
                    metadata.finishReason(),
                    metadata.grounded(),
                    metadata.cached().level(),
                    metadata.cached().entry().map(CacheEntries::written).orElse(null),
                    metadata.cached().similar().map(SimilarBody::of).orElse(null),
                    EditionBody.of(metadata.editions()),
                    metadata.timingsMillis(),
                    metadata.degraded(),
                    metadata.traceId(),
                    metadata.conversation().orElse(null),
                    metadata.rewritten().orElse(null),
                    metadata.explanation().map(ExplanationBody::of).orElse(null));
        }

        private static double millis(Duration time) {
            return Math.round(time.toNanos() / NANOS_PER_MICRO) / MICROS_PER_MILLI;
        }
    }
}
