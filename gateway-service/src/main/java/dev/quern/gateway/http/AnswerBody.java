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

    static AnswerBody of(AnswerEvent.Metadata end) {
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
            int promptTokens,
            int completionTokens,
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

            String collection,
            String collectionVersion,
            Map<String, Double> timingsMs,
            List<String> degraded,
            String traceId) {
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
                    metadata.finishReason(),
                    metadata.grounded(),
                    metadata.cached().level(),
                    metadata.cached().entry().map(CacheEntries::written).orElse(null),
                    metadata.cached().similar().map(SimilarBody::of).orElse(null),
                    metadata.collection(),
                    metadata.collectionVersion(),
                    metadata.timingsMillis(),
                    metadata.degraded(),
                    metadata.traceId());
        }

        private static double millis(Duration time) {
            return Math.round(time.toNanos() / NANOS_PER_MICRO) / MICROS_PER_MILLI;
        }
    }
}
