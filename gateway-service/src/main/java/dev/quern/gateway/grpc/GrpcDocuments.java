package dev.quern.gateway.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.quern.gateway.Documents;
import dev.quern.gateway.Page;
import dev.quern.gateway.PageRequest;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.retrieval.v1.DeleteDocumentRequest;
import dev.quern.protocol.retrieval.v1.DocumentHeader;
import dev.quern.protocol.retrieval.v1.GetDocumentRequest;
import dev.quern.protocol.retrieval.v1.ListDocumentsRequest;
import dev.quern.protocol.retrieval.v1.ListDocumentsResponse;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc.RetrievalServiceBlockingV2Stub;
import dev.quern.protocol.retrieval.v1.UploadDocumentRequest;
import dev.quern.protocol.retrieval.v1.UploadDocumentResponse;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@link Documents} of retrieval-service. */
@ApplicationScoped
public class GrpcDocuments implements Documents {
    private static final int PART_BYTES = 64 * 1024;

    private final RemoteService retrieval;
    private final RetrievalServiceBlockingV2Stub stub;

    public GrpcDocuments(@GrpcClient("retrieval") Channel channel, RemoteServices services) {
        retrieval = services.named("retrieval-service");
        stub = RetrievalServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public Accepted upload(Call call, Header header, InputStream content) throws IOException {
        try {
            UploadDocumentResponse response = retrieval.stream(
                    call,
                    stub,
                    RetrievalServiceBlockingV2Stub::uploadDocument,
                    stream -> send(stream, header, content));
            return new Accepted(document(response.getDocument()), response.getChanged());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static UploadDocumentResponse send(
            BlockingClientCall<UploadDocumentRequest, UploadDocumentResponse> stream,
            Header header,
            InputStream content)
            throws StatusException, InterruptedException {
        boolean open = stream.write(UploadDocumentRequest.newBuilder()
                .setHeader(DocumentHeader.newBuilder()
                        .setCollection(header.collection())
                        .setDocumentId(header.documentId())
                        .setTitle(header.title())
                        .setSource(header.source())
                        .setMediaType(header.mediaType())
                        .addAllTags(header.tags())
                        .setLanguage(header.language())
                        .setMetadata(FieldValues.metadata(header.metadata())))
                .build());
        for (ByteString part = next(content); open && !part.isEmpty(); part = next(content)) {
            open = stream.write(
                    UploadDocumentRequest.newBuilder().setContent(part).build());
        }
        stream.halfClose();
        UploadDocumentResponse response = required(stream.read());
        // To its very end: a stream that is left before that looks cancelled to the other side.
        required(stream.read() == null ? response : null);
        return response;
    }

    private static ByteString next(InputStream content) {
        try {
            return ByteString.copyFrom(content.readNBytes(PART_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UploadDocumentResponse required(@Nullable UploadDocumentResponse response) {
        if (response == null) {
            throw new QuernException(ErrorCode.INTERNAL, "retrieval-service ended an upload without a word.");
        }
        return response;
    }

    @Override
    public Document get(Call call, String collection, String documentId) {
        GetDocumentRequest request = GetDocumentRequest.newBuilder()
                .setCollection(collection)
                .setDocumentId(documentId)
                .build();
        return document(retrieval
                .idempotent(call, stub, ready -> ready.getDocument(request))
                .getDocument());
    }

    @Override
    public Page<Document> list(Call call, String collection, PageRequest page) {
        ListDocumentsRequest request = ListDocumentsRequest.newBuilder()
                .setCollection(collection)
                .setPageSize(page.size())
                .setPageToken(page.token())
                .build();
        ListDocumentsResponse response = retrieval.idempotent(call, stub, ready -> ready.listDocuments(request));
        return new Page<>(
                response.getDocumentsList().stream()
                        .map(GrpcDocuments::document)
                        .toList(),
                response.getNextPageToken());
    }

    @Override
    public void delete(Call call, String collection, String documentId) {
        DeleteDocumentRequest request = DeleteDocumentRequest.newBuilder()
                .setCollection(collection)
                .setDocumentId(documentId)
                .build();
        retrieval.once(call, stub, ready -> ready.deleteDocument(request));
    }

    private static Document document(dev.quern.protocol.retrieval.v1.Document document) {
        return new Document(
                document.getDocumentId(),
                document.getCollection(),
                document.getTitle(),
                document.getSource(),
                document.getMediaType(),
                document.getState().name().replaceFirst("DOCUMENT_STATE_", "").toLowerCase(Locale.ROOT),
                document.getReason(),
                document.getChunksDone(),
                document.getChunksTotal(),
                document.getCharacters(),
                instant(document.getCreatedAt()),
                instant(document.getUpdatedAt()),
                document.getTagsList(),
                document.getLanguage(),
                FieldValues.metadata(document.getMetadata()));
    }

    static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }
}
