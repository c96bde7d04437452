package dev.quern.gateway.http;

import dev.quern.protocol.QuernException;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** The progress of several documents. Not below theirs, where a document may have any name. */
@Path("/api/v1/document-events")
@Produces(MediaType.SERVER_SENT_EVENTS)
@Tag(name = "Documents")
public class ManyDocumentsEventsResource {
    private static final int MOST_DOCUMENTS = 100;

    private final DocumentEvents events;

    public ManyDocumentsEventsResource(DocumentEvents events) {
        this.events = events;
    }

    @GET
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(summary = "Watch several documents", description = DocumentEvents.EVENTS)
    public Multi<OutboundSseEvent> watch(
            @QueryParam("id") @Parameter(description = "1 to 100 ids, each as a parameter.") @Nullable List<String> ids,
            @QueryParam("collection") @Nullable String collection,
            @Context Sse sse,
            RoutingContext request) {
        if (ids == null || ids.isEmpty() || ids.size() > MOST_DOCUMENTS) {
            throw QuernException.invalid("id", "`id` is given 1 to " + MOST_DOCUMENTS + " times.");
        }
        return events.of(ids.stream().distinct().toList(), collection, sse, request);
    }
}
