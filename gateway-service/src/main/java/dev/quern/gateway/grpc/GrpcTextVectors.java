package dev.quern.gateway.grpc;

import dev.quern.gateway.Reranking;
import dev.quern.gateway.TextVectors;
import dev.quern.gateway.Visit;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.embedding.v1.EmbedRequest;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.Embedding;
import dev.quern.protocol.embedding.v1.EmbeddingPurpose;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc.EmbeddingServiceBlockingV2Stub;
import dev.quern.protocol.embedding.v1.Relevance;
import dev.quern.protocol.embedding.v1.RerankRequest;
import dev.quern.protocol.embedding.v1.RerankResponse;
import dev.quern.protocol.grpc.Demand;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.grpc.ReplicaBalancing;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** {@link TextVectors} and {@link Reranking} of embedding-service. */
@ApplicationScoped
public class GrpcTextVectors implements TextVectors, Reranking {
    private static final String SERVICE = "embedding-service";

    private final RemoteService embedding;
    private final EmbeddingServiceBlockingV2Stub stub;

    public GrpcTextVectors(@GrpcClient("embedding") Channel channel, RemoteServices services) {
        embedding = services.named(SERVICE);
        stub = ReplicaBalancing.demanding(EmbeddingServiceGrpc.newBlockingV2Stub(channel), Demand.CPU);
    }

    @Override
    public Embedded embed(Visit visit, String model, List<String> texts, boolean question) {
        EmbedRequest request = EmbedRequest.newBuilder()
                .setModel(model)
                .addAllTexts(texts)
                .setPurpose(
                        question
                                ? EmbeddingPurpose.EMBEDDING_PURPOSE_QUERY
                                : EmbeddingPurpose.EMBEDDING_PURPOSE_PASSAGE)
                .setPriority(priority(visit.priority()))
                .build();
        EmbedResponse response =
                ModelNames.found(() -> embedding.idempotent(visit.call(), stub, ready -> ready.embed(request)));
        requireAll(response.getEmbeddingsCount(), texts);
        return new Embedded(
                response.getModel(),
                response.getEmbeddingsList().stream()
                        .map(GrpcTextVectors::vector)
                        .toList(),
                response.getEmbeddingsList().stream()
                        .mapToLong(Embedding::getTokenCount)
                        .sum());
    }

    @Override
    public Scores score(Visit visit, String model, String query, List<String> passages) {
        RerankRequest request = RerankRequest.newBuilder()
                .setModel(model)
                .setQuery(query)
                .addAllPassages(passages)
                .setPriority(priority(visit.priority()))
                .build();
        RerankResponse response =
                ModelNames.found(() -> embedding.idempotent(visit.call(), stub, ready -> ready.rerank(request)));
        requireAll(response.getRelevancesCount(), passages);
        return new Scores(
                response.getModel(),
                response.getRelevancesList().stream().map(Relevance::getScore).toList(),
                response.getRelevancesList().stream()
                        .mapToLong(Relevance::getTokenCount)
                        .sum());
    }

    private static float[] vector(Embedding embedding) {
        float[] vector = new float[embedding.getVectorCount()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = embedding.getVector(i);
        }
        return vector;
    }

    private static dev.quern.protocol.identity.v1.Priority priority(Priority priority) {
        return switch (priority) {
            case BATCH -> dev.quern.protocol.identity.v1.Priority.PRIORITY_BATCH;
            case INTERACTIVE -> dev.quern.protocol.identity.v1.Priority.PRIORITY_INTERACTIVE;
            case EMERGENCY -> dev.quern.protocol.identity.v1.Priority.PRIORITY_EMERGENCY;
        };
    }

    private static void requireAll(int count, List<String> texts) {
        if (count != texts.size()) {
            throw new QuernException(ErrorCode.INTERNAL, "The embedding-service gave an answer of the wrong length.")
                    .withService(SERVICE);
        }
    }
}
