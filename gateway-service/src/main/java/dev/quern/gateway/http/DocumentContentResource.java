package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Documents;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.PageRequest;
import dev.quern.protocol.Call;
import dev.quern.protocol.Names;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jspecify.annotations.Nullable;

/** What was read out of a document, and what was made of it. */
@Requires({Scope.ASK, Scope.INGEST, Scope.ADMIN})
@Path("/api/v1/documents/{id}")
@Tag(name = "Documents")
public class DocumentContentResource {
    private static final String MARKDOWN = "text/markdown";
    private final Documents documents;
    private final Admission admission;
    private final GatewayConfig config;
    private final CurrentCall current;

    public DocumentContentResource(
            Documents documents, Admission admission, GatewayConfig config, CurrentCall current) {
        this.documents = documents;
        this.admission = admission;
        this.config = config;
        this.current = current;
    }

    @GET
    @Path("/text")
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(
            summary = "Read the text of a document",
            description = "Of plain text as `text/plain`, of everything else as `text/markdown`, in UTF-8. The places "
                    + "of passages and chunks count its characters (UTF-16); pages are parted by form feeds.")
    public RestMulti<String> text(
            @PathParam("id") String id, @QueryParam("collection") @Nullable String collection, RoutingContext request) {
        Call call = current.get();
        String from = collection(collection);
        Names.requireDocument(id);
        return RestMulti.fromUniResponse(
                admission.enter(current.visit()).chain(place -> {
                    request.addEndHandler(ended -> place.done());
                    return VirtualThreads.run(call, () -> new Reading(documents.get(call, from, id), place))
                            .onFailure()
                            .invoke(place::failed)
                            .onCancellation()
                            .invoke(place::gone);
                }),
                reading -> VirtualThreads.<String>stream(call, outlet -> documents.read(call, from, id, outlet::send))
                        .onTermination()
                        .invoke(reading.place()::done),
                reading -> Map.of(
                        "Content-Type", List.of(textType(reading.document()) + "; charset=utf-8"),
                        "Content-Disposition", List.of("inline")));
    }

    /** The same for whoever asks for Markdown only: which of both it is the document tells, not the client. */
    @GET
    @Path("/text")
    @Produces(MARKDOWN)
    @Operation(hidden = true)
    public RestMulti<String> markdown(
            @PathParam("id") String id, @QueryParam("collection") @Nullable String collection, RoutingContext request) {
        return text(id, collection, request);
    }

    @GET
    @Path("/chunks")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "List the searchable chunks of a document, in order")
    public Uni<ChunksBody> chunks(
            @PathParam("id") String id,
            @QueryParam("collection") @Nullable String collection,
            @QueryParam("page_size") @Nullable String pageSize,
            @QueryParam("page_token") @Nullable String pageToken) {
        Call call = current.get();
        String from = collection(collection);
        Names.requireDocument(id);
        PageRequest page = Paging.of(pageSize, pageToken);
        return admission.admit(
                current.visit(),
                () -> VirtualThreads.run(call, () -> ChunksBody.of(documents.chunks(call, from, id, page))));
    }

    private String collection(@Nullable String given) {
        return Names.requireCollection(given == null ? config.collection() : given);
    }

    /** @param place left at the end of the text: that of the request may have been over before there was a place */
    private record Reading(Documents.Document document, Admission.Place place) {}

    private static String textType(Documents.Document document) {
        return document.mediaType().equals(MediaType.TEXT_PLAIN) ? MediaType.TEXT_PLAIN : MARKDOWN;
    }
}
