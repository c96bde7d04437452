package dev.quern.gateway.http;

import dev.quern.gateway.Catalogue;
import dev.quern.gateway.Catalogue.Rebuild;
import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.Call;
import dev.quern.protocol.Names;
import dev.quern.protocol.Outlet;
import dev.quern.protocol.Scope;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The progress of a collection's rebuild, as it happens. */
@Requires({Scope.ASK, Scope.INGEST, Scope.ADMIN})
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
    @Operation(
            summary = "Watch the rebuild of a collection",
            description = "Events: `collection` with the collection, at once and whenever its rebuild has got further; "
                    + "`end` when no rebuild is under way; or `error`. Whoever is not told of an end connects again: "
                    + "the time of a connection is limited.")
    public EventStream watch(@PathParam("name") String name, RoutingContext request) {
        Names.requireCollection(name);
        return watching.events(request, (call, events) -> tell(call, name, events));
    }

    private void tell(Call call, String name, Outlet<ServerEvent> events) throws InterruptedException {
        Catalogue.Collection collection = catalogue.get(call, name);
        events.send(ServerEvent.named("collection", CollectionBody.of(collection)));
        while (collection.rebuild().isPresent()) {
            if (call.deadline().remaining().compareTo(config.watchInterval().plus(MARGIN)) < 0) {
                return;
            }
            Thread.sleep(config.watchInterval());
            Optional<Rebuild> before = collection.rebuild();
            collection = catalogue.get(call, name);
            if (!collection.rebuild().equals(before)) {
                events.send(ServerEvent.named("collection", CollectionBody.of(collection)));
            }
        }
        events.send(Events.end());
    }
}
