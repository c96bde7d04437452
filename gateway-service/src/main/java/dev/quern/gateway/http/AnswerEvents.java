package dev.quern.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.quern.gateway.AnswerEvent;
import dev.quern.gateway.AnswerEvent.Metadata;
import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.AnswerEvent.Status;
import dev.quern.gateway.EventCodec;
import dev.quern.gateway.LoggedEvent;
import dev.quern.gateway.http.AnswerBody.CitationBody;
import dev.quern.gateway.http.AnswerBody.MetadataBody;
import dev.quern.gateway.http.AnswerBody.SentenceBody;
import dev.quern.gateway.http.AnswerBody.SourceBody;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Answer events as clients get them. */
@ApplicationScoped
public class AnswerEvents implements EventCodec {
    private static final String CHUNK = "response_chunk";

    private final ObjectMapper json;

    public AnswerEvents(ObjectMapper json) {
        this.json = json;
    }

    static ServerEvent of(AnswerEvent event) {
        return switch (event) {
            case Status status -> ServerEvent.named("status", new StatusData(status.stage()));
            case Sources sources -> ServerEvent.named("sources", new SourcesData(SourceBody.of(sources.sources())));
            case ResponseChunk chunk -> ServerEvent.named(CHUNK, new ChunkData(chunk.text(), chunk.isFinal()));
            case Metadata end ->
                ServerEvent.named(
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

    static ServerEvent of(String id, LoggedEvent event) {
        return ServerEvent.named(event.name(), new RawValue(event.data()))
                .withId(StreamPosition.write(id, event.number()));
    }

    @Override
    public Written write(AnswerEvent event) {
        return written(of(event));
    }

    @Override
    public Written failure(Throwable failure, String traceId) {
        return written(Events.error(Failures.document(failure, traceId)));
    }

    @Override
    public Written restart() {
        return written(ServerEvent.named("restart", Map.of()));
    }

    @Override
    public String text(LoggedEvent event) {
        try {
            return event.name().equals(CHUNK)
                    ? json.readTree(event.data()).path("text").asText()
                    : "";
        } catch (JsonProcessingException notOurs) {
            throw new UncheckedIOException(notOurs);
        }
    }

    private Written written(ServerEvent event) {
        try {
            return new Written(event.name().orElseThrow(), json.writeValueAsString(event.data()));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private record StatusData(String stage) {}

    private record SourcesData(List<SourceBody> sources) {}

    @JsonNaming(SnakeCaseStrategy.class)
    private record ChunkData(String text, boolean isFinal) {}

    private record MetadataData(List<CitationBody> citations, List<SentenceBody> sentences, MetadataBody metadata) {}
}
