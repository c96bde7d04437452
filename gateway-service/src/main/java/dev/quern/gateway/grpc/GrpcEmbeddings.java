package dev.quern.gateway.grpc;

import dev.quern.gateway.Embeddings;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.embedding.v1.EmbedRequest;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.EmbeddingPurpose;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc.EmbeddingServiceBlockingV2Stub;
import dev.quern.protocol.grpc.Demand;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.grpc.ReplicaBalancing;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** {@link Embeddings} of embedding-service. */
@ApplicationScoped
public class GrpcEmbeddings implements Embeddings {
    private final RemoteService embedding;
    private final EmbeddingServiceBlockingV2Stub stub;

    public GrpcEmbeddings(@GrpcClient("embedding") Channel channel, RemoteServices services) {
        embedding = services.named("embedding-service");
        stub = ReplicaBalancing.demanding(EmbeddingServiceGrpc.newBlockingV2Stub(channel), Demand.CPU);
    }

    @Override
    public float[] embedQuestion(Call call, String model, String question) {
        EmbedRequest request = EmbedRequest.newBuilder()
                .setModel(model.substring(0, Math.max(0, model.lastIndexOf('@'))))
                .addTexts(question)
                .setPurpose(EmbeddingPurpose.EMBEDDING_PURPOSE_QUERY)
                .build();
        EmbedResponse response;
        try {
            response = embedding.idempotent(call, stub, ready -> ready.embed(request));
        } catch (QuernException failure) {
            // Whoever asks did not choose the model: the collection did.
            throw failure.field().equals(Optional.of("model")) ? otherModel(model, "not that one") : failure;
        }
        if (!response.getModel().equals(model)) {
            throw otherModel(model, "`" + response.getModel() + "`");
        }
        if (response.getEmbeddingsCount() != 1) {
            throw new QuernException(ErrorCode.INTERNAL, "The embedding-service gave an answer of the wrong length.")
                    .withService("embedding-service");
        }
        List<Float> components = response.getEmbeddings(0).getVectorList();
        float[] vector = new float[components.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = components.get(i);
        }
        return vector;
    }

    private static QuernException otherModel(String wanted, String there) {
        return new QuernException(
                        ErrorCode.CONFLICT,
                        "The collection was made with the embedding model `" + wanted
                                + "`, and the embedding-service now has " + there
                                + ": re-index the collection or bring the model back.")
                .withField("collection");
    }
}
