package dev.quern.gateway.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Answer;
import dev.quern.gateway.AnswerEvent;
import dev.quern.gateway.Source;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An answer as a tool gives it. */
@JsonNaming(SnakeCaseStrategy.class)
public record AskedAnswer(
        @JsonPropertyDescription("The answer; [1] cites the source with that number.")
        String answer,

        @JsonPropertyDescription("Whether every sentence is supported by a source.")
        boolean grounded,

        List<CitedSource> sources,

        @JsonPropertyDescription("What had to be done without; empty when all was well.")
        List<String> degraded,

        String traceId) {

    static AskedAnswer of(AnswerEvent.Metadata end) {
        Answer answer = end.answer();
        return new AskedAnswer(
                answer.generated().text(),
                end.metadata().grounded(),
                answer.sources().stream().map(CitedSource::of).toList(),
                end.metadata().degraded(),
                end.metadata().traceId());
    }

    /** For models that read text only. */
    String text() {
        return sources.isEmpty()
                ? answer
                : answer + "\n\nSources:\n"
                        + sources.stream().map(CitedSource::line).collect(Collectors.joining("\n"));
    }

    /** A passage that the answer was made from. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CitedSource(
            int number,
            String title,
            String documentId,
            String text,
            float score,

            @JsonPropertyDescription("From 1; absent in a document without pages.") @Nullable Integer page) {
        static CitedSource of(Source source) {
            return new CitedSource(
                    source.number(),
                    source.title(),
                    source.documentId(),
                    source.text(),
                    source.score(),
                    source.page() > 0 ? source.page() : null);
        }

        String line() {
            return "[" + number + "] " + title + (page == null ? "" : ", page " + page) + " (document " + documentId
                    + ")";
        }
    }
}
