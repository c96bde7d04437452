package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.AnswerEvent;
import dev.quern.gateway.AnswerEvent.Metadata;
import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.AnswerEvent.Status;
import dev.quern.gateway.http.AnswerBody.CitationBody;
import dev.quern.gateway.http.AnswerBody.MetadataBody;
import dev.quern.gateway.http.AnswerBody.SentenceBody;
import dev.quern.gateway.http.AnswerBody.SourceBody;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;

/** Answer events as server-sent events. */
final class AnswerEvents {
    private AnswerEvents() {}

    static OutboundSseEvent of(Sse sse, AnswerEvent event) {
        return switch (event) {
            case Status status -> Events.named(sse, "status", new StatusData(status.stage()));
            case Sources sources -> Events.named(sse, "sources", new SourcesData(SourceBody.of(sources.sources())));
            case ResponseChunk chunk ->
                Events.named(sse, "response_chunk", new ChunkData(chunk.text(), chunk.isFinal()));
            case Metadata end ->
                Events.named(
                        sse,
                        "metadata",
                        new MetadataData(
                                end.answer().citations().stream()
                                        .map(CitationBody::of)
                                        .toList(),
                                end.answer().generated().sentences().stream()
                                        .map(SentenceBody::of)
                                        .toList(),
                                MetadataBody.of(end.metadata())));
        };
    }

    private record StatusData(String stage) {}

    private record SourcesData(List<SourceBody> sources) {}

    @JsonNaming(SnakeCaseStrategy.class)
    private record ChunkData(String text, boolean isFinal) {}

    private record MetadataData(List<CitationBody> citations, List<SentenceBody> sentences, MetadataBody metadata) {}
}
