package dev.quern.gateway.grpc;

import dev.quern.gateway.DocumentNews;
import dev.quern.gateway.Documents;
import dev.quern.gateway.Filter;
import dev.quern.gateway.Page;
import dev.quern.gateway.PageRequest;
import dev.quern.protocol.Call;
import dev.quern.protocol.grpc.Demand;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.grpc.ReplicaBalancing;
import dev.quern.protocol.retrieval.v1.DeleteDocumentRequest;
import dev.quern.protocol.retrieval.v1.DeleteDocumentsRequest;
import dev.quern.protocol.retrieval.v1.DeleteDocumentsResponse;
import dev.quern.protocol.retrieval.v1.GetDocumentRequest;
import dev.quern.protocol.retrieval.v1.ListChunksRequest;
import dev.quern.protocol.retrieval.v1.ListDocumentsRequest;
import dev.quern.protocol.retrieval.v1.ListDocumentsResponse;
import dev.quern.protocol.retrieval.v1.ReadDocumentRequest;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc.RetrievalServiceBlockingV2Stub;
import dev.quern.protocol.retrieval.v1.UploadDocumentResponse;
import dev.quern.protocol.retrieval.v1.WatchDocumentsRequest;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** {@link Documents} of retrieval-service. */
@ApplicationScoped
public class GrpcDocuments implements Documents {
    private static final String SERVICE = "retrieval-service";

    private final RemoteService retrieval;
    /** Streams that stay open for minutes must not fill the bulkhead of questions. */
    private final RemoteService watched;
    /** Uploads that fail, for want of room or because clients leave, must not open the circuit of questions. */
    private final RemoteService uploads;

    private final RetrievalServiceBlockingV2Stub stub;

    public GrpcDocuments(@GrpcClient("retrieval") Channel channel, RemoteServices services) {
        retrieval = services.named(SERVICE);
        watched = services.named(SERVICE, "watching");
        uploads = services.named(SERVICE, "uploads");
        stub = RetrievalServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public Accepted upload(Call call, Header header, InputStream content) throws IOException {
        try {
            UploadDocumentResponse response = uploads.stream(
                    call,
                    ReplicaBalancing.demanding(stub, Demand.MEMORY),
                    RetrievalServiceBlockingV2Stub::uploadDocument,
                    stream -> DocumentStreams.send(stream, header, content));
            return new Accepted(DocumentMessages.document(response.getDocument()), response.getChanged());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public Document get(Call call, String collection, String documentId) {
        GetDocumentRequest request = GetDocumentRequest.newBuilder()
                .setCollection(collection)
                .setDocumentId(documentId)
                .build();
        return DocumentMessages.document(retrieval
                .idempotent(call, stub, ready -> ready.getDocument(request))
                .getDocument());
    }

    @Override
    public Page<Document> list(Call call, String collection, Selection selection, PageRequest page) {
        ListDocumentsRequest.Builder request = ListDocumentsRequest.newBuilder()
                .setCollection(collection)
                .addAllStates(
                        selection.states().stream().map(DocumentMessages::state).toList())
                .setPageSize(page.size())
                .setPageToken(page.token());
        selection.filter().map(SearchMessages::filter).ifPresent(request::setFilter);
        ListDocumentsResponse response =
                retrieval.idempotent(call, stub, ready -> ready.listDocuments(request.build()));
        return new Page<>(
                response.getDocumentsList().stream()
                        .map(DocumentMessages::document)
                        .toList(),
                response.getNextPageToken());
    }

    @Override
    public void read(Call call, String collection, String documentId, TextParts parts) {
        ReadDocumentRequest request = ReadDocumentRequest.newBuilder()
                .setCollection(collection)
                .setDocumentId(documentId)
                .build();
        retrieval.stream(call, stub, ready -> ready.readDocument(request), stream -> {
            DocumentStreams.read(stream, parts);
            return true;
        });
    }

    @Override
    public Page<Chunk> chunks(Call call, String collection, String documentId, PageRequest page) {
        ListChunksRequest request = ListChunksRequest.newBuilder()
                .setCollection(collection)
                .setDocumentId(documentId)
                .setPageSize(page.size())
                .setPageToken(page.token())
                .build();
        return DocumentMessages.chunks(retrieval.idempotent(call, stub, ready -> ready.listChunks(request)));
    }

    @Override
    public void delete(Call call, String collection, String documentId) {
        DeleteDocumentRequest request = DeleteDocumentRequest.newBuilder()
                .setCollection(collection)
                .setDocumentId(documentId)
                .build();
        retrieval.once(call, stub, ready -> ready.deleteDocument(request));
    }

    @Override
    public Deleted delete(Call call, String collection, Filter filter) {
        DeleteDocumentsRequest request = DeleteDocumentsRequest.newBuilder()
                .setCollection(collection)
                .setFilter(SearchMessages.filter(filter))
                .build();
        DeleteDocumentsResponse response = retrieval.once(call, stub, ready -> ready.deleteDocuments(request));
        return new Deleted(response.getDeleted(), response.getMore());
    }

    @Override
    public boolean watch(
            Call call,
            String collection,
            List<String> documentIds,
            Duration heartbeat,
            DocumentNews.Listener listener) {
        WatchDocumentsRequest request = WatchDocumentsRequest.newBuilder()
                .setCollection(collection)
                .addAllDocumentIds(documentIds)
                .build();
        return watched.stream(
                call,
                stub,
                ready -> ready.watchDocuments(request),
                stream -> DocumentStreams.watch(stream, call.deadline(), heartbeat, listener));
    }
}
