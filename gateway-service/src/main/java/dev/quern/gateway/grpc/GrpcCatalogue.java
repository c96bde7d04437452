package dev.quern.gateway.grpc;

import dev.quern.gateway.Catalogue;
import dev.quern.gateway.Page;
import dev.quern.gateway.PageRequest;
import dev.quern.protocol.Call;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.retrieval.v1.CancelReindexRequest;
import dev.quern.protocol.retrieval.v1.CreateCollectionRequest;
import dev.quern.protocol.retrieval.v1.DeleteCollectionRequest;
import dev.quern.protocol.retrieval.v1.GetCollectionRequest;
import dev.quern.protocol.retrieval.v1.ListCollectionsRequest;
import dev.quern.protocol.retrieval.v1.ListCollectionsResponse;
import dev.quern.protocol.retrieval.v1.ReindexCollectionRequest;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc.RetrievalServiceBlockingV2Stub;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;

/** {@link Catalogue} of retrieval-service. */
@ApplicationScoped
public class GrpcCatalogue implements Catalogue {
    private final RemoteService retrieval;
    private final RetrievalServiceBlockingV2Stub stub;

    public GrpcCatalogue(@GrpcClient("retrieval") Channel channel, RemoteServices services) {
        retrieval = services.named("retrieval-service");
        stub = RetrievalServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public Collection create(Call call, NewCollection wanted) {
        CreateCollectionRequest request = CreateCollectionRequest.newBuilder()
                .setCollection(CollectionMessages.wanted(wanted))
                .build();
        return CollectionMessages.collection(retrieval
                .idempotent(call, stub, ready -> ready.createCollection(request))
                .getCollection());
    }

    @Override
    public Collection get(Call call, String name) {
        GetCollectionRequest request =
                GetCollectionRequest.newBuilder().setCollection(name).build();
        return CollectionMessages.collection(retrieval
                .idempotent(call, stub, ready -> ready.getCollection(request))
                .getCollection());
    }

    @Override
    public Page<Collection> list(Call call, PageRequest page) {
        ListCollectionsRequest request = ListCollectionsRequest.newBuilder()
                .setPageSize(page.size())
                .setPageToken(page.token())
                .build();
        ListCollectionsResponse response = retrieval.idempotent(call, stub, ready -> ready.listCollections(request));
        return new Page<>(
                response.getCollectionsList().stream()
                        .map(CollectionMessages::collection)
                        .toList(),
                response.getNextPageToken());
    }

    @Override
    public void delete(Call call, String name) {
        DeleteCollectionRequest request =
                DeleteCollectionRequest.newBuilder().setCollection(name).build();
        retrieval.once(call, stub, ready -> ready.deleteCollection(request));
    }

    @Override
    public Collection rebuild(Call call, String name, Changes changes) {
        ReindexCollectionRequest request = ReindexCollectionRequest.newBuilder()
                .setCollection(name)
                .setSettings(CollectionMessages.changes(changes))
                .build();
        return CollectionMessages.collection(retrieval
                .once(call, stub, ready -> ready.reindexCollection(request))
                .getCollection());
    }

    @Override
    public void cancelRebuild(Call call, String name) {
        CancelReindexRequest request =
                CancelReindexRequest.newBuilder().setCollection(name).build();
        retrieval.once(call, stub, ready -> ready.cancelReindex(request));
    }
}
