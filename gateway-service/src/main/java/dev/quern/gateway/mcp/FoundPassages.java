package dev.quern.gateway.mcp;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.FoundPassage;
import dev.quern.gateway.Searching;
import dev.quern.gateway.mcp.AskedAnswer.CitedSource;
import java.util.List;
import java.util.stream.Collectors;

/** Passages as a tool gives them, best first. */
@JsonNaming(SnakeCaseStrategy.class)
public record FoundPassages(
        @JsonPropertyDescription("Best first.") List<CitedSource> passages,

        @JsonPropertyDescription("Stages that were left out; empty when all was well.")
        List<String> degraded,

        String traceId) {

    static FoundPassages of(Searching.Result result, String traceId) {
        return new FoundPassages(
                result.found().passages().stream()
                        .map(FoundPassage::source)
                        .map(CitedSource::of)
                        .toList(),
                result.found().degraded(),
                traceId);
    }

    String text() {
        return passages.isEmpty()
                ? "Nothing was found."
                : passages.stream()
                        .map(passage -> passage.line() + "\n" + passage.text())
                        .collect(Collectors.joining("\n\n"));
    }
}
