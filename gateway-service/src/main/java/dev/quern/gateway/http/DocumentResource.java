package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Documents;
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
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Documents: add, list, look up, delete. */
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
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Add a document",
            description = "Answers 202 once the document is stored durably; `status_url` tells when it is searchable. "
                    + "As JSON, or as `multipart/form-data` with a `file` of plain text or Markdown; `metadata` is JSON "
                    + "there too.")
    public Uni<RestResponse<DocumentBody>> add(@RequestBody(required = true) @Nullable NewDocumentBody body) {
        Call call = ingesting();
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with a `text` is expected.");
        }
        Documents.Header header = body.header(config.collection());
        byte[] content = body.requiredText().getBytes(StandardCharsets.UTF_8);
        return admission.admit(
                () -> VirtualThreads.run(call, () -> upload(call, header, new ByteArrayInputStream(content))));
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(hidden = true)
    public Uni<RestResponse<DocumentBody>> addFile(
            @RestForm("file") @Nullable FileUpload file,
            @RestForm("title") @Nullable String title,
            @RestForm("document_id") @Nullable String documentId,
            @RestForm("collection") @Nullable String collection,
            @RestForm("tags") @Nullable List<@Nullable String> tags,
            @RestForm("language") @Nullable String language,
            @RestForm("metadata") @Nullable String metadata) {
        Call call = ingesting();
        if (file == null) {
            throw QuernException.invalid("file", "A part named `file` is expected.");
        }
        String name = fileName(file);
        NewDocumentBody described = new NewDocumentBody(
                null,
                title,
                documentId,
                collection,
                mediaType(file),
                name,
                tags,
                language,
                metadata == null ? null : StrictJson.object("metadata", metadata));
        Documents.Header header = described.header(config.collection());
        if (file.size() > config.largestBody().asLongValue()) {
            throw BodyLimit.tooLarge(config.largestBody().asLongValue());
        }
        return admission.admit(() -> VirtualThreads.run(call, () -> {
            try (InputStream content = Files.newInputStream(file.uploadedFile())) {
                return upload(call, header, content);
            }
        }));
    }

    @GET
    @Operation(summary = "List the documents of a collection, the one accepted last first")
    public Uni<DocumentsBody> list(
            @QueryParam("collection") @Nullable String collection,
            @QueryParam("page_size") @Nullable String pageSize,
            @QueryParam("page_token") @Nullable String pageToken) {
        Call call = current.get();
        String from = collection(collection);
        PageRequest page = Paging.of(pageSize, pageToken);
        return admission.admit(
                () -> VirtualThreads.run(call, () -> DocumentsBody.of(documents.list(call, from, page))));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Look up a document and how far it is")
    public Uni<DocumentBody> get(@PathParam("id") String id, @QueryParam("collection") @Nullable String collection) {
        Call call = current.get();
        String from = collection(collection);
        Names.requireDocument(id);
        return admission.admit(() -> VirtualThreads.run(call, () -> DocumentBody.of(documents.get(call, from, id))));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a document and everything made from it")
    public Uni<RestResponse<Void>> delete(
            @PathParam("id") String id, @QueryParam("collection") @Nullable String collection) {
        Call call = ingesting();
        String from = collection(collection);
        Names.requireDocument(id);
        return admission.admit(() -> VirtualThreads.run(call, () -> {
            documents.delete(call, from, id);
            return RestResponse.noContent();
        }));
    }

    private RestResponse<DocumentBody> upload(Call call, Documents.Header header, InputStream content)
            throws java.io.IOException {
        DocumentBody body = DocumentBody.of(documents.upload(call, header, content));
        return RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, body)
                .header("Location", body.statusUrl())
                .build();
    }

    private Call ingesting() {
        Call call = current.get();
        call.principal().require(Scope.INGEST);
        return call;
    }

    private String collection(@Nullable String given) {
        return Names.requireCollection(given == null ? config.collection() : given);
    }

    /** The last part of what the client calls the file: paths are its own business. */
    private static String fileName(FileUpload file) {
        String name = file.fileName() == null ? "" : file.fileName();
        return name.replaceAll(".*[/\\\\]", "").replaceAll("\\p{Cntrl}", "");
    }

    /** Clients often do not know Markdown's media type and send a general one: then the file's name tells. */
    private static String mediaType(FileUpload file) {
        String declared = file.contentType() == null ? "" : file.contentType().replaceAll(";.*", "");
        String name = fileName(file).toLowerCase(Locale.ROOT);
        if (declared.isEmpty()
                || declared.equals(MediaType.APPLICATION_OCTET_STREAM)
                || declared.equals("text/plain")) {
            if (name.endsWith(".md") || name.endsWith(".markdown")) {
                return "text/markdown";
            }
            return name.endsWith(".txt") || declared.equals("text/plain") ? "text/plain" : declared;
        }
        return declared;
    }
}
