package dev.quern.gateway.http;

import dev.quern.protocol.Scope;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The progress of one document. */
@Requires({Scope.ASK, Scope.INGEST, Scope.ADMIN})
@Path("/api/v1/documents/{id}/events")
@Produces(MediaType.SERVER_SENT_EVENTS)
@Tag(name = "Documents")
public class DocumentEventsResource {
    private final DocumentEvents events;

    public DocumentEventsResource(DocumentEvents events) {
        this.events = events;
    }

    @GET
    @Operation(summary = "Watch a document", description = DocumentEvents.EVENTS)
    public EventStream watch(
            @PathParam("id") String id, @QueryParam("collection") @Nullable String collection, RoutingContext request) {
        return events.of(List.of(id), collection, request);
    }
}
