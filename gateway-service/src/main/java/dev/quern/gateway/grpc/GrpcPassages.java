package dev.quern.gateway.grpc;

import dev.quern.gateway.Passages;
import dev.quern.gateway.Question;
import dev.quern.gateway.Source;
import dev.quern.protocol.Call;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.retrieval.v1.Collection;
import dev.quern.protocol.retrieval.v1.GetCollectionRequest;
import dev.quern.protocol.retrieval.v1.Passage;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc.RetrievalServiceBlockingV2Stub;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
                                .build()))
                .getCollection();
        return new CollectionInfo(
                found.getName(),
                found.getVersion(),
                found.getEmbeddingModel(),
                found.getDocuments(),
                found.getPassages());
    }

    @Override
    public Found search(Call call, Question question, float[] vector) {
        SearchRequest.Builder request = SearchRequest.newBuilder()
                .setCollection(question.collection())
                .setQuery(question.text())
                .setLimit(question.maxResults());
        for (float component : vector) {
            request.addVector(component);
        }
        SearchResponse response = retrieval.idempotent(call, stub, ready -> ready.search(request.build()));
        List<Source> sources = new ArrayList<>();
        for (Passage passage : response.getPassagesList()) {
            sources.add(source(sources.size() + 1, passage));
        }
        return new Found(sources, response.getCollectionVersion());
    }

    private static Source source(int number, Passage passage) {
        return new Source(
                number,
                passage.getDocumentId(),
                passage.getChunkId(),
                passage.getTitle(),
                passage.getText(),
                passage.getScore(),
                passage.hasSimilarity() ? Optional.of(passage.getSimilarity()) : Optional.empty(),
                passage.getLocation().getStart(),
                passage.getLocation().getEnd(),
                passage.getLocation().getHeadingPathList());
    }
}
