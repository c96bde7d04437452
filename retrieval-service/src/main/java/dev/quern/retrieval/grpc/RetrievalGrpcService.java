package dev.quern.retrieval.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.GrpcCalls;
import dev.quern.protocol.grpc.MessageFlow;
import dev.quern.protocol.retrieval.v1.CancelReindexRequest;
import dev.quern.protocol.retrieval.v1.CancelReindexResponse;
import dev.quern.protocol.retrieval.v1.CreateCollectionRequest;
import dev.quern.protocol.retrieval.v1.CreateCollectionResponse;
import dev.quern.protocol.retrieval.v1.DeleteCollectionRequest;
import dev.quern.protocol.retrieval.v1.DeleteCollectionResponse;
import dev.quern.protocol.retrieval.v1.DeleteDocumentRequest;
import dev.quern.protocol.retrieval.v1.DeleteDocumentResponse;
import dev.quern.protocol.retrieval.v1.DeleteDocumentsRequest;
import dev.quern.protocol.retrieval.v1.DeleteDocumentsResponse;
import dev.quern.protocol.retrieval.v1.GetCollectionRequest;
import dev.quern.protocol.retrieval.v1.GetCollectionResponse;
import dev.quern.protocol.retrieval.v1.GetDocumentRequest;
import dev.quern.protocol.retrieval.v1.GetDocumentResponse;
import dev.quern.protocol.retrieval.v1.ListChunksRequest;
import dev.quern.protocol.retrieval.v1.ListChunksResponse;
import dev.quern.protocol.retrieval.v1.ListCollectionsRequest;
import dev.quern.protocol.retrieval.v1.ListCollectionsResponse;
import dev.quern.protocol.retrieval.v1.ListDocumentsRequest;
import dev.quern.protocol.retrieval.v1.ListDocumentsResponse;
import dev.quern.protocol.retrieval.v1.MutinyRetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.ReadDocumentRequest;
import dev.quern.protocol.retrieval.v1.ReadDocumentResponse;
import dev.quern.protocol.retrieval.v1.ReindexCollectionRequest;
import dev.quern.protocol.retrieval.v1.ReindexCollectionResponse;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.protocol.retrieval.v1.UploadDocumentRequest;
import dev.quern.protocol.retrieval.v1.UploadDocumentResponse;
import dev.quern.protocol.retrieval.v1.WatchDocumentsRequest;
import dev.quern.protocol.retrieval.v1.WatchDocumentsResponse;
import dev.quern.retrieval.Catalogue;
import dev.quern.retrieval.Chunk;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.Documents;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Ingestion;
import dev.quern.retrieval.KnownFields;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.Rebuilds;
import dev.quern.retrieval.Watching;
import dev.quern.retrieval.search.Search;
import io.quarkus.grpc.GrpcService;
import io.quarkus.grpc.RegisterInterceptor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Retrieval as other services call it. */
@GrpcService
@RegisterInterceptor(MessageFlow.class)
class RetrievalGrpcService extends MutinyRetrievalServiceGrpc.RetrievalServiceImplBase {
    private final Ingestion ingestion;
    private final Search search;
    private final Documents documents;
    private final Catalogue catalogue;
    private final Rebuilds rebuilds;
    private final Watching watching;

    RetrievalGrpcService(
            Ingestion ingestion,
            Search search,
            Documents documents,
            Catalogue catalogue,
            Rebuilds rebuilds,
            Watching watching) {
        this.ingestion = ingestion;
        this.search = search;
        this.documents = documents;
        this.catalogue = catalogue;
        this.rebuilds = rebuilds;
        this.watching = watching;
    }

    @Override
    public Uni<SearchResponse> search(SearchRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.ASK);
            return Messages.searchResponse(
                    search.find(call, SearchRequests.of(call.tenant(), request)), search.epoch(call));
        });
    }

    /** Messages go to the disk one by one as they arrive; a complete document is read and stored. */
    @Override
    public Uni<UploadDocumentResponse> uploadDocument(Multi<UploadDocumentRequest> messages) {
        Call call = GrpcCalls.current();
        IncomingDocument incoming = new IncomingDocument(call.tenant(), ingestion, MessageFlow.current());
        Uni<UploadDocumentResponse> stored = GrpcCalls.answer(_ -> {
            Ingestion.Accepted accepted = ingestion.accept(call, incoming.complete());
            return UploadDocumentResponse.newBuilder()
                    .setDocument(Messages.document(accepted.document()))
                    .setChanged(accepted.changed())
                    .build();
        });
        return messages.onSubscription()
                .invoke(() -> call.principal().require(Scope.INGEST))
                .onItem()
                .transformToUniAndConcatenate(incoming::add)
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
    public Uni<DeleteDocumentsResponse> deleteDocuments(DeleteDocumentsRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.INGEST);
            if (!request.hasFilter()) {
                throw QuernException.invalid("filter", "`filter` says which documents are deleted.");
            }
            CollectionId id = new CollectionId(call.tenant(), request.getCollection());
            Documents.Deleted deleted = documents.delete(call, id, filter(id, request.getFilter()));
            return DeleteDocumentsResponse.newBuilder()
                    .setDeleted(deleted.count())
                    .setCollectionVersion(deleted.version())
                    .setMore(deleted.more())
                    .build();
        });
    }

    @Override
    public Multi<ReadDocumentResponse> readDocument(ReadDocumentRequest request) {
        return GrpcCalls.stream((call, outlet) -> {
            requireReading(call);
            Iterator<String> parts = documents
                    .text(id(call, request.getCollection(), request.getDocumentId()))
                    .parts();
            while (parts.hasNext()) {
                outlet.send(
                        ReadDocumentResponse.newBuilder().setText(parts.next()).build());
            }
        });
    }

    @Override
    public Uni<ListChunksResponse> listChunks(ListChunksRequest request) {
        return GrpcCalls.answer(call -> {
            requireReading(call);
            PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
            int end = page.from() + page.limit();
            List<Chunk> found = documents.chunks(
                    id(call, request.getCollection(), request.getDocumentId()), page.from(), page.limit() + 1);
            boolean more = !found.isEmpty() && found.getLast().location().ordinal() == end;
            return ListChunksResponse.newBuilder()
                    .addAllChunks(found.stream()
                            .filter(chunk -> chunk.location().ordinal() < end)
                            .map(Messages::chunk)
                            .toList())
                    .setNextPageToken(PageRequest.token(more ? Optional.of(Integer.toString(end)) : Optional.empty()))
                    .build();
        });
    }

    @Override
    public Multi<WatchDocumentsResponse> watchDocuments(WatchDocumentsRequest request) {
        return GrpcCalls.stream((call, outlet) -> {
            requireReading(call);
            watching.watch(
                    call,
                    new CollectionId(call.tenant(), request.getCollection()),
                    request.getDocumentIdsList(),
                    (id, now) -> outlet.send(Messages.watched(id, now)));
        });
    }

    @Override
    public Uni<ListDocumentsResponse> listDocuments(ListDocumentsRequest request) {
        return GrpcCalls.answer(call -> {
            requireReading(call);
            PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
            CollectionId id = new CollectionId(call.tenant(), request.getCollection());
            Optional<Filter> filter =
                    request.hasFilter() ? Optional.of(filter(id, request.getFilter())) : Optional.empty();
            Page<Document> found =
                    documents.list(id, filter, Messages.states(request.getStatesList()), page.limit(), page.after());
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
                                    ? CollectionMessages.brief(id, documents.state(id), search.epoch(call))
                                    : CollectionMessages.collection(documents.collection(id), rebuilds.of(id)))
                    .build();
        });
    }

    @Override
    public Uni<ListCollectionsResponse> listCollections(ListCollectionsRequest request) {
        return GrpcCalls.answer(call -> {
            requireReading(call);
            PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
            Page<Collection> found = catalogue.list(call.tenant(), page.limit(), page.after());
            Set<CollectionId> rebuilding = Set.copyOf(rebuilds.underWay());
            return ListCollectionsResponse.newBuilder()
                    .addAllCollections(found.items().stream()
                            .map(collection -> CollectionMessages.collection(
                                    collection,
                                    rebuilding.contains(collection.id())
                                            ? rebuilds.of(collection.id())
                                            : Optional.empty()))
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

    @Override
    public Uni<ReindexCollectionResponse> reindexCollection(ReindexCollectionRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.ADMIN);
            CollectionId id = new CollectionId(call.tenant(), request.getCollection());
            rebuilds.begin(call, id, CollectionMessages.rebuildChoice(request.getSettings()));
            return ReindexCollectionResponse.newBuilder()
                    .setCollection(CollectionMessages.collection(documents.collection(id), rebuilds.of(id)))
                    .build();
        });
    }

    @Override
    public Uni<CancelReindexResponse> cancelReindex(CancelReindexRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.ADMIN);
            rebuilds.cancel(new CollectionId(call.tenant(), request.getCollection()));
            return CancelReindexResponse.getDefaultInstance();
        });
    }

    private Filter filter(CollectionId id, dev.quern.protocol.retrieval.v1.Filter filter) {
        return FilterMessages.filter(filter, KnownFields.of(documents.state(id).settings()));
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
