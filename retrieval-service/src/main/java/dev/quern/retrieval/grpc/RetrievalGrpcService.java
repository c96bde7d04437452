package dev.quern.retrieval.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.GrpcCalls;
import dev.quern.protocol.retrieval.v1.DeleteDocumentRequest;
import dev.quern.protocol.retrieval.v1.DeleteDocumentResponse;
import dev.quern.protocol.retrieval.v1.Fusion;
import dev.quern.protocol.retrieval.v1.GetCollectionRequest;
import dev.quern.protocol.retrieval.v1.GetCollectionResponse;
import dev.quern.protocol.retrieval.v1.GetDocumentRequest;
import dev.quern.protocol.retrieval.v1.GetDocumentResponse;
import dev.quern.protocol.retrieval.v1.MutinyRetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.protocol.retrieval.v1.UploadDocumentRequest;
import dev.quern.protocol.retrieval.v1.UploadDocumentResponse;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.Documents;
import dev.quern.retrieval.Ingestion;
import dev.quern.retrieval.Search;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/** Retrieval as other services call it. */
@GrpcService
class RetrievalGrpcService extends MutinyRetrievalServiceGrpc.RetrievalServiceImplBase {
    private final Ingestion ingestion;
    private final Search search;
    private final Documents documents;

    RetrievalGrpcService(Ingestion ingestion, Search search, Documents documents) {
        this.ingestion = ingestion;
        this.search = search;
        this.documents = documents;
    }

    @Override
    public Uni<SearchResponse> search(SearchRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.ASK);
            refuseWhatIsNotBuiltYet(request);
            return Messages.searchResponse(search.find(
                    call,
                    new CollectionId(call.tenant(), request.getCollection()),
                    request.getQuery(),
                    vector(request),
                    request.getLimit(),
                    request.hasAlpha() ? Optional.of(request.getAlpha()) : Optional.empty()));
        });
    }

    /** Messages are taken as they arrive, within their limits; only a complete document gets a thread. */
    @Override
    public Uni<UploadDocumentResponse> uploadDocument(Multi<UploadDocumentRequest> messages) {
        Call call = GrpcCalls.current();
        IncomingDocument incoming = new IncomingDocument(call.tenant(), ingestion);
        Uni<UploadDocumentResponse> stored = GrpcCalls.answer(_ -> {
            Ingestion.Accepted accepted = ingestion.accept(call, incoming.complete());
            return UploadDocumentResponse.newBuilder()
                    .setDocument(Messages.document(accepted.document()))
                    .setChanged(accepted.changed())
                    .build();
        });
        return messages.onSubscription()
                .invoke(() -> call.principal().require(Scope.INGEST))
                .invoke(incoming::add)
                .collect()
                .last()
                .ifNoItem()
                .after(atLeastOneMilli(call.deadline().remaining()))
                .failWith(() -> new QuernException(
                        ErrorCode.DEADLINE_EXCEEDED, "The document did not arrive within the time for this request."))
                .chain(_ -> stored)
                .onTermination()
                .invoke(incoming::close);
    }

    @Override
    public Uni<GetDocumentResponse> getDocument(GetDocumentRequest request) {
        return GrpcCalls.answer(call -> {
            requireReading(call);
            return GetDocumentResponse.newBuilder()
                    .setDocument(Messages.document(
                            documents.document(id(call, request.getCollection(), request.getDocumentId()))))
                    .build();
        });
    }

    @Override
    public Uni<DeleteDocumentResponse> deleteDocument(DeleteDocumentRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.INGEST);
            return DeleteDocumentResponse.newBuilder()
                    .setCollectionVersion(documents.delete(id(call, request.getCollection(), request.getDocumentId())))
                    .build();
        });
    }

    @Override
    public Uni<GetCollectionResponse> getCollection(GetCollectionRequest request) {
        return GrpcCalls.answer(call -> {
            requireReading(call);
            return GetCollectionResponse.newBuilder()
                    .setCollection(Messages.collection(
                            documents.collection(new CollectionId(call.tenant(), request.getCollection()))))
                    .build();
        });
    }

    /** Who may add documents may also see what became of them. */
    private static void requireReading(Call call) {
        if (!call.principal().scopes().contains(Scope.INGEST)) {
            call.principal().require(Scope.ASK);
        }
    }

    /** Better refused than silently left out of account. */
    private static void refuseWhatIsNotBuiltYet(SearchRequest request) {
        if (request.hasFilter()) {
            throw QuernException.invalid("filter", "Filters are not supported yet.");
        }
        if (request.getExplain()) {
            throw QuernException.invalid("explain", "Explanations are not supported yet.");
        }
        if (request.getFusion() != Fusion.FUSION_UNSPECIFIED && request.getFusion() != Fusion.FUSION_RELATIVE_SCORE) {
            throw QuernException.invalid("fusion", "Results are fused by relative score only so far.");
        }
    }

    private static DocumentId id(Call call, String collection, String document) {
        return new DocumentId(new CollectionId(call.tenant(), collection), document);
    }

    private static float[] vector(SearchRequest request) {
        float[] vector = new float[request.getVectorCount()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = request.getVector(i);
        }
        return vector;
    }

    private static Duration atLeastOneMilli(Duration remaining) {
        return remaining.toMillis() > 0 ? remaining : Duration.ofMillis(1);
    }
}
