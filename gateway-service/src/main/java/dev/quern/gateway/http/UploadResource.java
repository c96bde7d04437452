package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Documents;
import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Documents as files. The HTTP layer keeps them on disk until the request has ended, however it ends. */
@Requires(Scope.INGEST)
@Path("/api/v1/documents")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.MULTIPART_FORM_DATA)
@Tag(name = "Documents")
public class UploadResource {
    static final int MOST_FILES = 100;

    private final Documents documents;
    private final Admission admission;
    private final GatewayConfig config;
    private final CurrentCall current;

    public UploadResource(Documents documents, Admission admission, GatewayConfig config, CurrentCall current) {
        this.documents = documents;
        this.admission = admission;
        this.config = config;
        this.current = current;
    }

    @POST
    @Operation(hidden = true)
    public Uni<RestResponse<DocumentBody>> addFile(
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String idempotencyKey,
            @RestForm("file") @Nullable List<FileUpload> files,
            @RestForm("title") @Nullable String title,
            @RestForm("document_id") @Nullable String documentId,
            @RestForm("collection") @Nullable String collection,
            @RestForm("tags") @Nullable List<@Nullable String> tags,
            @RestForm("language") @Nullable String language,
            @RestForm("metadata") @Nullable String metadata) {
        Calls calls = current.calls();
        String key = IdempotencyKeys.checked(idempotencyKey);
        FileUpload file = only(files);
        FileFields fields = new FileFields(title, documentId, collection, tags, language, metadata);
        Documents.Header header = fields.header(file, config.collection(), key);
        return admission.admit(current.visit(), () -> {
            // The file took its time to arrive, which is not the time that it takes to store it.
            Call call = calls.begin();
            return VirtualThreads.run(
                    call, () -> DocumentBody.of(upload(call, header, file)).accepted());
        });
    }

    @POST
    @Path("/batch")
    @Operation(
            summary = "Add up to 100 files",
            description = "Each is a part named `file`; the other parts hold for all of them, `metadata` as JSON. "
                    + "Answers with what became of each, in the order in which they were sent: 202 when at least one "
                    + "was accepted, else the status of their problems (422 when they differ). To send a batch again "
                    + "does no harm: the same file is the same document.")
    public Uni<RestResponse<BatchBody>> addFiles(
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String idempotencyKey,
            @RestForm("file") @Nullable List<FileUpload> files,
            @RestForm("collection") @Nullable String collection,
            @RestForm("tags") @Nullable List<@Nullable String> tags,
            @RestForm("language") @Nullable String language,
            @RestForm("metadata") @Nullable String metadata,
            RoutingContext request) {
        Calls calls = current.calls();
        IdempotencyKeys.refuse(idempotencyKey);
        List<FileUpload> sent = all(files);
        FileFields fields = new FileFields(null, null, collection, tags, language, metadata);
        fields.check(config.collection());
        Batch batch = new Batch(
                calls,
                (call, file) -> DocumentBody.of(upload(call, fields.header(file, config.collection(), ""), file)),
                failure -> Failures.document(failure, request));
        return admission.admit(current.visit(), () -> batch.run(sent));
    }

    private FileUpload only(@Nullable List<FileUpload> files) {
        List<FileUpload> sent = all(files);
        if (sent.size() > 1) {
            throw QuernException.invalid("file", "One `file` is expected; several go to `/api/v1/documents/batch`.");
        }
        return sent.getFirst();
    }

    private List<FileUpload> all(@Nullable List<FileUpload> files) {
        if (files == null || files.isEmpty()) {
            throw QuernException.invalid("file", "A part named `file` is expected.");
        }
        if (files.size() > MOST_FILES) {
            throw new QuernException(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "A batch has at most " + MOST_FILES + " files; these are " + files.size() + ".")
                    .withField("file");
        }
        long largest = config.largestUpload().asLongValue();
        if (files.stream().mapToLong(FileUpload::size).sum() > largest) {
            throw BodyLimit.tooLarge(largest);
        }
        return files;
    }

    private Documents.Accepted upload(Call call, Documents.Header header, FileUpload file) {
        try (InputStream content = Files.newInputStream(file.uploadedFile())) {
            return documents.upload(call, header, content);
        } catch (IOException e) {
            // Of the file that was kept here, so not the client's fault.
            throw QuernException.of(e);
        }
    }
}
