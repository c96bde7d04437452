package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Documents;
import dev.quern.gateway.Filter;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.PageRequest;
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
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Documents: add, list, look up, delete. */
@Requires({Scope.ASK, Scope.INGEST, Scope.ADMIN})
@Path("/api/v1/documents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Documents")
public class DocumentResource {
    private final Documents documents;
    private final Admission admission;
    private final GatewayConfig config;
    private final CurrentCall current;

    public DocumentResource(Documents documents, Admission admission, GatewayConfig config, CurrentCall current) {
        this.documents = documents;
        this.admission = admission;
        this.config = config;
        this.current = current;
    }

    @POST
    @Requires(Scope.INGEST)
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Add a document",
            description =
                    "Answers 202 once the document is stored durably; `status_url` and `…/events` tell when it is "
                            + "searchable. A text as JSON; or a file of any kind as `multipart/form-data`: one part named "
                            + "`file`, and parts for the other fields, `metadata` as JSON. The same content again is the same "
                            + "document. An upload with an `Idempotency-Key` that was used before does nothing when its content "
                            + "is the same, and is refused with 409 when it is another content.")
    public Uni<RestResponse<DocumentBody>> add(
            @HeaderParam(IdempotencyKeys.HEADER)
                    @Parameter(description = "At most 255 visible ASCII characters.")
                    @Nullable String idempotencyKey,
            @RequestBody(required = true) @Nullable NewDocumentBody body) {
        Call call = current.get();
        String key = IdempotencyKeys.checked(idempotencyKey);
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with a `text` is expected.");
        }
        Documents.Header header = body.header(config.collection(), key);
        byte[] content = body.requiredText().getBytes(StandardCharsets.UTF_8);
        return admission.admit(
                current.visit(),
                () -> VirtualThreads.run(
                        call,
                        () -> DocumentBody.of(documents.upload(call, header, new ByteArrayInputStream(content)))
                                .accepted()));
    }

    @GET
    @Operation(summary = "List the documents of a collection, the one accepted last first")
    public Uni<DocumentsBody> list(
            @QueryParam("collection") @Nullable String collection,
            @QueryParam("status")
                    @Parameter(
                            description = "Only those that are `pending`, `indexing`, `ready` or `failed`; several are "
                                    + "parted by commas.",
                            example = "pending,failed")
                    @Nullable String status,
            @QueryParam("filter")
                    @Parameter(
                            description = "Only those that it selects: a filter as in a search, as JSON.",
                            example = "{\"field\": \"tags\", \"operator\": \"contains\", \"value\": \"mills\"}")
                    @Nullable String filter,
            @QueryParam("page_size") @Nullable String pageSize,
            @QueryParam("page_token") @Nullable String pageToken) {
        Call call = current.get();
        String from = collection(collection);
        PageRequest page = Paging.of(pageSize, pageToken);
        Documents.Selection selection = new Documents.Selection(
                Optional.ofNullable(filter)
                        .map(text -> StrictJson.read("filter", text, FilterBody.class)
                                .filter("filter")),
                Words.readAll("status", status, Documents.State.values()));
        return admission.admit(
                current.visit(),
                () -> VirtualThreads.run(call, () -> DocumentsBody.of(documents.list(call, from, selection, page))));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Look up a document and how far it is")
    public Uni<DocumentBody> get(@PathParam("id") String id, @QueryParam("collection") @Nullable String collection) {
        Call call = current.get();
        String from = collection(collection);
        Names.requireDocument(id);
        return admission.admit(
                current.visit(), () -> VirtualThreads.run(call, () -> DocumentBody.of(documents.get(call, from, id))));
    }

    @DELETE
    @Requires(Scope.INGEST)
    @Path("/{id}")
    @Operation(summary = "Delete a document and everything made from it; also stops its indexing")
    public Uni<RestResponse<Void>> delete(
            @PathParam("id") String id, @QueryParam("collection") @Nullable String collection) {
        Call call = current.get();
        String from = collection(collection);
        Names.requireDocument(id);
        return admission.admit(
                current.visit(),
                () -> VirtualThreads.run(call, () -> {
                    documents.delete(call, from, id);
                    return RestResponse.noContent();
                }));
    }

    @POST
    @Requires(Scope.INGEST)
    @Path("/delete")
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Delete the documents that a filter selects",
            description = "With `more` the time was up before all were deleted: the same request deletes the rest.")
    public Uni<DeletedBody> deleteSelected(@RequestBody(required = true) @Nullable SelectedBody body) {
        Call call = current.get();
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with a `filter` is expected.");
        }
        String from = collection(body.collection());
        Filter filter = body.requiredFilter();
        return admission.admit(
                current.visit(),
                () -> VirtualThreads.run(call, () -> DeletedBody.of(documents.delete(call, from, filter))));
    }

    private String collection(@Nullable String given) {
        return Names.requireCollection(given == null ? config.collection() : given);
    }
}
