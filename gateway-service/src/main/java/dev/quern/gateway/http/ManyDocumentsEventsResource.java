package dev.quern.gateway.http;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The progress of several documents. Not below theirs, where a document may have any name. */
@Requires({Scope.ASK, Scope.INGEST, Scope.ADMIN})
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
    @Operation(summary = "Watch several documents", description = DocumentEvents.EVENTS)
    public EventStream watch(
            @QueryParam("id") @Parameter(description = "1 to 100 ids, each as a parameter.") @Nullable List<String> ids,
            @QueryParam("collection") @Nullable String collection,
            RoutingContext request) {
        if (ids == null || ids.isEmpty() || ids.size() > MOST_DOCUMENTS) {
            throw QuernException.invalid("id", "`id` is given 1 to " + MOST_DOCUMENTS + " times.");
        }
        return events.of(ids.stream().distinct().toList(), collection, request);
    }
}
