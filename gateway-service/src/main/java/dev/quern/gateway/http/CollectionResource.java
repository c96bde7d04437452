package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Audit;
import dev.quern.gateway.Catalogue;
import dev.quern.gateway.PageRequest;
import dev.quern.gateway.Visit;
import dev.quern.protocol.Call;
import dev.quern.protocol.Names;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Collections: make, list, describe, rebuild, delete. */
@Requires({Scope.ASK, Scope.INGEST, Scope.ADMIN})
@Path("/api/v1/collections")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Collections")
public class CollectionResource {
    private final Catalogue catalogue;
    private final Admission admission;
    private final Audit audit;
    private final CurrentCall current;

    public CollectionResource(Catalogue catalogue, Admission admission, Audit audit, CurrentCall current) {
        this.catalogue = catalogue;
        this.admission = admission;
        this.audit = audit;
        this.current = current;
    }

    @POST
    @Requires({Scope.INGEST, Scope.ADMIN})
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Make a collection",
            description = "Answers with the collection, also when it is there already with the same settings; 409 when "
                    + "it is there with others.")
    public Uni<CollectionBody> create(@RequestBody(required = true) @Nullable NewCollectionBody body) {
        Call call = current.get();
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with a `name` is expected.");
        }
        Catalogue.NewCollection wanted = body.wanted();
        Visit visit = current.visit();
        return admission.admit(
                visit,
                () -> VirtualThreads.run(call, () -> {
                    record(visit, "collection_created", wanted.name());
                    return CollectionBody.of(catalogue.create(call, wanted));
                }));
    }

    @GET
    @Operation(summary = "List the collections by name")
    public Uni<CollectionsBody> list(
            @QueryParam("page_size") @Nullable String pageSize, @QueryParam("page_token") @Nullable String pageToken) {
        Call call = current.get();
        PageRequest page = Paging.of(pageSize, pageToken);
        return admission.admit(
                current.visit(), () -> VirtualThreads.run(call, () -> CollectionsBody.of(catalogue.list(call, page))));
    }

    @GET
    @Path("/{name}")
    @Operation(summary = "Describe a collection")
    public Uni<CollectionBody> get(@PathParam("name") String name) {
        Call call = current.get();
        Names.requireCollection(name);
        return admission.admit(
                current.visit(), () -> VirtualThreads.run(call, () -> CollectionBody.of(catalogue.get(call, name))));
    }

    @DELETE
    @Requires(Scope.ADMIN)
    @Path("/{name}")
    @Operation(summary = "Delete a collection and everything in it")
    public Uni<RestResponse<Void>> delete(@PathParam("name") String name) {
        Call call = administering(name);
        Visit visit = current.visit();
        return admission.admit(
                visit,
                () -> VirtualThreads.run(call, () -> {
                    record(visit, "collection_deleted", name);
                    catalogue.delete(call, name);
                    return RestResponse.noContent();
                }));
    }

    @POST
    @Requires(Scope.ADMIN)
    @Path("/{name}/reindex")
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Rebuild a collection with other settings",
            description = "Answers 202 with the collection and its `rebuild`. It stays searchable as it is until every "
                    + "document is indexed anew, and then changes over in one step; `…/events` tells how far it is.")
    public Uni<RestResponse<CollectionBody>> rebuild(
            @PathParam("name") String name, @RequestBody(required = true) @Nullable ChangesBody body) {
        Call call = administering(name);
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object is expected; `{}` keeps all settings as they are.");
        }
        Catalogue.Changes changes = body.wanted();
        Visit visit = current.visit();
        return admission.admit(
                visit,
                () -> VirtualThreads.run(call, () -> {
                    record(visit, "collection_rebuilt", name);
                    return RestResponse.accepted(CollectionBody.of(catalogue.rebuild(call, name, changes)));
                }));
    }

    @DELETE
    @Requires(Scope.ADMIN)
    @Path("/{name}/reindex")
    @Operation(summary = "Give up the rebuild of a collection, which stays as it is")
    public Uni<RestResponse<Void>> cancelRebuild(@PathParam("name") String name) {
        Call call = administering(name);
        return admission.admit(
                current.visit(),
                () -> VirtualThreads.run(call, () -> {
                    catalogue.cancelRebuild(call, name);
                    return RestResponse.noContent();
                }));
    }

    /** Before it is done, so that what fails half-way is known too. */
    private void record(Visit visit, String act, String collection) {
        audit.record(visit, act, Map.of("collection", collection));
    }

    private Call administering(String name) {
        Call call = current.get();
        Names.requireCollection(name);
        return call;
    }
}
