package dev.quern.retrieval.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.GrpcCalls;
import dev.quern.protocol.retrieval.v1.CreateCollectionRequest;
import dev.quern.protocol.retrieval.v1.CreateCollectionResponse;
import dev.quern.protocol.retrieval.v1.DeleteCollectionRequest;
import dev.quern.protocol.retrieval.v1.DeleteCollectionResponse;
import dev.quern.protocol.retrieval.v1.DeleteDocumentRequest;
import dev.quern.protocol.retrieval.v1.DeleteDocumentResponse;
import dev.quern.protocol.retrieval.v1.GetCollectionRequest;
import dev.quern.protocol.retrieval.v1.GetCollectionResponse;
import dev.quern.protocol.retrieval.v1.GetDocumentRequest;
import dev.quern.protocol.retrieval.v1.GetDocumentResponse;
import dev.quern.protocol.retrieval.v1.ListCollectionsRequest;
import dev.quern.protocol.retrieval.v1.ListCollectionsResponse;
import dev.quern.protocol.retrieval.v1.ListDocumentsRequest;
import dev.quern.protocol.retrieval.v1.ListDocumentsResponse;
import dev.quern.protocol.retrieval.v1.MutinyRetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.protocol.retrieval.v1.UploadDocumentRequest;
import dev.quern.protocol.retrieval.v1.UploadDocumentResponse;
import dev.quern.retrieval.Catalogue;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.Documents;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Ingestion;
import dev.quern.retrieval.KnownFields;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.search.Search;
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
    private final Catalogue catalogue;

    RetrievalGrpcService(Ingestion ingestion, Search search, Documents documents, Catalogue catalogue) {
        this.ingestion = ingestion;
        this.search = search;
        this.documents = documents;
        this.catalogue = catalogue;
    }

    @Override
    public Uni<SearchResponse> search(SearchRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.ASK);
            return Messages.searchResponse(search.find(call, SearchRequests.of(call.tenant(), request)));
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
    public Uni<ListDocumentsResponse> listDocuments(ListDocumentsRequest request) {
        return GrpcCalls.answer(call -> {
            requireReading(call);
            PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
            CollectionId id = new CollectionId(call.tenant(), request.getCollection());
            Optional<Filter> filter = request.hasFilter()
                    ? Optional.of(FilterMessages.filter(
                            request.getFilter(),
                            KnownFields.of(documents.state(id).settings())))
                    : Optional.empty();
            Page<Document> found = documents.list(id, filter, page.limit(), page.after());
            return ListDocumentsResponse.newBuilder()
                    .addAllDocuments(
                            found.items().stream().map(Messages::document).toList())
                    .setNextPageToken(PageRequest.token(found.next()))
                    .build();
        });
    }

    @Override
    public Uni<CreateCollectionResponse> createCollection(CreateCollectionRequest request) {
        return GrpcCalls.answer(call -> {
            // A document for a collection that is not there makes one too.
            call.principal().requireAny(Scope.INGEST, Scope.ADMIN);
            return CreateCollectionResponse.newBuilder()
                    .setCollection(CollectionMessages.collection(catalogue.create(
                            call, CollectionMessages.newCollection(call.tenant(), request.getCollection()))))
                    .build();
        });
    }

    @Override
    public Uni<GetCollectionResponse> getCollection(GetCollectionRequest request) {
        return GrpcCalls.answer(call -> {
            requireReading(call);
            CollectionId id = new CollectionId(call.tenant(), request.getCollection());
            return GetCollectionResponse.newBuilder()
                    .setCollection(
                            request.getBrief()
                                    ? CollectionMessages.brief(id, documents.state(id))
                                    : CollectionMessages.collection(documents.collection(id)))
                    .build();
        });
    }

    @Override
    public Uni<ListCollectionsResponse> listCollections(ListCollectionsRequest request) {
        return GrpcCalls.answer(call -> {
            requireReading(call);
            PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
            Page<Collection> found = catalogue.list(call.tenant(), page.limit(), page.after());
            return ListCollectionsResponse.newBuilder()
                    .addAllCollections(found.items().stream()
                            .map(CollectionMessages::collection)
                            .toList())
                    .setNextPageToken(PageRequest.token(found.next()))
                    .build();
        });
    }

    @Override
    public Uni<DeleteCollectionResponse> deleteCollection(DeleteCollectionRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.ADMIN);
            catalogue.delete(new CollectionId(call.tenant(), request.getCollection()));
            return DeleteCollectionResponse.getDefaultInstance();
        });
    }

    /** Who may add documents may also see what became of them. */
    private static void requireReading(Call call) {
        call.principal().requireAny(Scope.ASK, Scope.INGEST, Scope.ADMIN);
    }

    private static DocumentId id(Call call, String collection, String document) {
        return new DocumentId(new CollectionId(call.tenant(), collection), document);
    }

    private static Duration atLeastOneMilli(Duration remaining) {
        return remaining.toMillis() > 0 ? remaining : Duration.ofMillis(1);
    }
}
