package dev.quern.benchmarks.grpc;

import dev.quern.benchmarks.ClientKeys;
import dev.quern.protocol.Priority;
import dev.quern.protocol.embedding.v1.EmbedRequest;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.Embedding;
import dev.quern.protocol.embedding.v1.EmbeddingPurpose;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc.EmbeddingServiceBlockingV2Stub;
import java.util.List;

/** The embedding-service on this machine, called as the other services call it. Safe for use by many threads. */
public final class EmbeddingClient implements AutoCloseable {
    private final Caller caller;
    private final EmbeddingServiceBlockingV2Stub stub;

    public EmbeddingClient(int port, ClientKeys keys) {
        caller = new Caller("embedding-service", port, keys);
        stub = EmbeddingServiceGrpc.newBlockingV2Stub(caller.channel());
    }

    /** Has texts embedded; the vectors are dropped. */
    public void send(List<String> texts, Priority priority) {
        embed(texts, EmbeddingPurpose.EMBEDDING_PURPOSE_PASSAGE, priority);
    }

    public List<float[]> questions(List<String> texts) {
        return vectors(embed(texts, EmbeddingPurpose.EMBEDDING_PURPOSE_QUERY, Priority.BATCH));
    }

    public List<float[]> passages(List<String> texts) {
        return vectors(embed(texts, EmbeddingPurpose.EMBEDDING_PURPOSE_PASSAGE, Priority.BATCH));
    }

    @Override
    public void close() {
        caller.close();
    }

    private EmbedResponse embed(List<String> texts, EmbeddingPurpose purpose, Priority priority) {
        EmbedRequest request = EmbedRequest.newBuilder()
                .addAllTexts(texts)
                .setPurpose(purpose)
                .setPriority(encode(priority))
                .build();
        EmbedResponse response = caller.remote().once(caller.call(), stub, ready -> ready.embed(request));
        if (response.getEmbeddingsCount() != texts.size()) {
            throw new IllegalStateException(
                    texts.size() + " texts were sent and " + response.getEmbeddingsCount() + " vectors came");
        }
        return response;
    }

    private static List<float[]> vectors(EmbedResponse response) {
        return response.getEmbeddingsList().stream()
                .map(EmbeddingClient::vector)
                .toList();
    }

    private static float[] vector(Embedding embedding) {
        float[] vector = new float[embedding.getVectorCount()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = embedding.getVector(i);
        }
        return vector;
    }

    private static dev.quern.protocol.identity.v1.Priority encode(Priority priority) {
        return switch (priority) {
            case BATCH -> dev.quern.protocol.identity.v1.Priority.PRIORITY_BATCH;
            case INTERACTIVE -> dev.quern.protocol.identity.v1.Priority.PRIORITY_INTERACTIVE;
            case EMERGENCY -> dev.quern.protocol.identity.v1.Priority.PRIORITY_EMERGENCY;
        };
    }
}
