package dev.quern.gateway.grpc;

import dev.quern.gateway.Analysis;
import dev.quern.gateway.Edition;
import dev.quern.gateway.Passages;
import dev.quern.gateway.Question;
import dev.quern.gateway.QuestionVector;
import dev.quern.protocol.Call;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.retrieval.v1.Collection;
import dev.quern.protocol.retrieval.v1.GetCollectionRequest;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc.RetrievalServiceBlockingV2Stub;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;

/** {@link Passages} of retrieval-service. */
@ApplicationScoped
public class GrpcPassages implements Passages {
    private final RemoteService retrieval;
    private final RetrievalServiceBlockingV2Stub stub;

    public GrpcPassages(@GrpcClient("retrieval") Channel channel, RemoteServices services) {
        retrieval = services.named("retrieval-service");
        stub = RetrievalServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public CollectionInfo describe(Call call, String collection) {
        Collection found = retrieval
                .idempotent(
                        call,
                        stub,
                        ready -> ready.getCollection(GetCollectionRequest.newBuilder()
                                .setCollection(collection)
                                .setBrief(true)
                                .build()))
                .getCollection();
        return new CollectionInfo(
                new Edition(collection, found.getVersion(), found.getSearchEpoch()), found.getEmbeddingModel());
    }

    @Override
    public Found search(Call call, Question question, Analysis analysis, QuestionVector vector, boolean explain) {
        SearchRequest request = SearchMessages.request(question, analysis, vector, explain);
        return SearchMessages.found(
                question.collection(), retrieval.idempotent(call, stub, ready -> ready.search(request)));
    }
}
