package dev.quern.gateway;

import dev.quern.gateway.AnswerEvent.Metadata;
import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.AnswerEvent.Status;
import dev.quern.protocol.QuernException;

/** Events that a person can read. */
final class PlainEvents implements EventCodec {
    @Override
    public Written write(AnswerEvent event) {
        return switch (event) {
            case Status status -> new Written("status", status.stage());
            case Sources sources ->
                new Written(
                        "sources",
                        sources.sources().stream()
                                .map(Source::documentId)
                                .toList()
                                .toString());
            case ResponseChunk chunk -> new Written("chunk", chunk.text() + (chunk.isFinal() ? "." : ""));
            case Metadata _ -> new Written("metadata", "");
        };
    }

    @Override
    public Written failure(Throwable failure, String traceId) {
        return new Written("error", QuernException.of(failure).code().code());
    }

    @Override
    public Written restart() {
        return new Written("restart", "");
    }

    @Override
    public String text(LoggedEvent event) {
        return event.name().equals("chunk") ? event.data().replace(".", "") : "";
    }
}
