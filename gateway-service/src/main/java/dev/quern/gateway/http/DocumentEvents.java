package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.DocumentNews;
import dev.quern.gateway.Documents;
import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.Names;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The progress of documents, as it happens. */
@ApplicationScoped
public class DocumentEvents {
    static final String EVENTS = "Events: `document` with the document, at once and at every change; `deleted` "
            + "with the id of one that is not there; `end` when nothing more will happen, as all are ready, failed or "
            + "gone; or `error`. Whoever is not told of an end connects again: the time of a connection is limited.";

    private final Documents documents;
    private final Watching watching;
    private final GatewayConfig config;

    public DocumentEvents(Documents documents, Watching watching, GatewayConfig config) {
        this.documents = documents;
        this.watching = watching;
        this.config = config;
    }

    Multi<OutboundSseEvent> of(List<String> ids, @Nullable String collection, Sse sse, RoutingContext request) {
        String from = Names.requireCollection(collection == null ? config.collection() : collection);
        ids.forEach(Names::requireDocument);
        return watching.events(sse, request, (call, events) -> {
            boolean over = documents.watch(call, from, ids, config.heartbeat(), news -> events.send(event(sse, news)));
            if (over) {
                events.send(Events.end(sse));
            }
        });
    }

    private static OutboundSseEvent event(Sse sse, DocumentNews news) {
        return switch (news) {
            case DocumentNews.Present present -> Events.named(sse, "document", DocumentBody.of(present.document()));
            case DocumentNews.Gone gone -> Events.named(sse, "deleted", new GoneData(gone.documentId()));
            case DocumentNews.Nothing _ -> Events.heartbeat(sse);
        };
    }

    @JsonNaming(SnakeCaseStrategy.class)
    private record GoneData(String documentId) {}
}
