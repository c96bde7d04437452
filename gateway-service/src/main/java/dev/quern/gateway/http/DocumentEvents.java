package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.DocumentNews;
import dev.quern.gateway.Documents;
import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.Names;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
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

    EventStream of(List<String> ids, @Nullable String collection, RoutingContext request) {
        String from = Names.requireCollection(collection == null ? config.collection() : collection);
        ids.forEach(Names::requireDocument);
        return watching.events(request, (call, events) -> {
            boolean over = documents.watch(call, from, ids, config.heartbeat(), news -> events.send(event(news)));
            if (over) {
                events.send(Events.end());
            }
        });
    }

    private static ServerEvent event(DocumentNews news) {
        return switch (news) {
            case DocumentNews.Present present -> ServerEvent.named("document", DocumentBody.of(present.document()));
            case DocumentNews.Gone gone -> ServerEvent.named("deleted", new GoneData(gone.documentId()));
            case DocumentNews.Nothing _ -> ServerEvent.HEARTBEAT;
        };
    }

    @JsonNaming(SnakeCaseStrategy.class)
    private record GoneData(String documentId) {}
}
