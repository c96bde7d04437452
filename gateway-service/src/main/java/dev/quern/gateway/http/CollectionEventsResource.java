package dev.quern.gateway.http;

import dev.quern.gateway.Catalogue;
import dev.quern.gateway.Catalogue.Rebuild;
import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.Call;
import dev.quern.protocol.Names;
import dev.quern.protocol.Outlet;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The progress of a collection's rebuild, as it happens. */
@Path("/api/v1/collections/{name}/events")
@Produces(MediaType.SERVER_SENT_EVENTS)
@Tag(name = "Collections")
public class CollectionEventsResource {
    /** Left over at the end, so that no question is asked that has no time to be answered. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final Catalogue catalogue;
    private final Watching watching;
    private final GatewayConfig config;

    public CollectionEventsResource(Catalogue catalogue, Watching watching, GatewayConfig config) {
        this.catalogue = catalogue;
        this.watching = watching;
        this.config = config;
    }

    @GET
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Watch the rebuild of a collection",
            description = "Events: `collection` with the collection, at once and whenever its rebuild has got further; "
                    + "`end` when no rebuild is under way; or `error`. Whoever is not told of an end connects again: "
                    + "the time of a connection is limited.")
    public Multi<OutboundSseEvent> watch(@PathParam("name") String name, @Context Sse sse, RoutingContext request) {
        Names.requireCollection(name);
        return watching.events(sse, request, (call, events) -> tell(call, name, sse, events));
    }

    private void tell(Call call, String name, Sse sse, Outlet<OutboundSseEvent> events) throws InterruptedException {
        Catalogue.Collection collection = catalogue.get(call, name);
        events.send(Events.named(sse, "collection", CollectionBody.of(collection)));
        Duration quiet = Duration.ZERO;
        while (collection.rebuild().isPresent()) {
            if (call.deadline().remaining().compareTo(config.watchInterval().plus(MARGIN)) < 0) {
                return;
            }
            Thread.sleep(config.watchInterval());
            Optional<Rebuild> before = collection.rebuild();
            collection = catalogue.get(call, name);
            quiet = quiet.plus(config.watchInterval());
            if (!collection.rebuild().equals(before)) {
                events.send(Events.named(sse, "collection", CollectionBody.of(collection)));
                quiet = Duration.ZERO;
            } else if (quiet.compareTo(config.heartbeat()) >= 0) {
                events.send(Events.heartbeat(sse));
                quiet = Duration.ZERO;
            }
        }
        events.send(Events.end(sse));
    }
}
