package dev.quern.benchmarks.grpc;

import dev.quern.benchmarks.ClientKeys;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import dev.quern.protocol.embedding.v1.EmbedRequest;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.Embedding;
import dev.quern.protocol.embedding.v1.EmbeddingPurpose;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc.EmbeddingServiceBlockingV2Stub;
import dev.quern.protocol.grpc.CallClientInterceptor;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteService;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The embedding-service on this machine, called as the other services call it. Safe for use by many threads. */
public final class EmbeddingClient implements AutoCloseable {
    private static final String TRACE = "0123456789abcdef0123456789abcdef";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LARGEST_ANSWER = 8 << 20;

    private final Identity identity;
    private final RemoteService remote = new RemoteService("embedding-service", new Unlimited());
    private final ManagedChannel channel;
    private final EmbeddingServiceBlockingV2Stub stub;
    private volatile SignedPrincipal principal;

    public EmbeddingClient(int port, ClientKeys keys) {
        identity = new Identity(keys);
        principal = sign();
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(LARGEST_ANSWER)
                .intercept(new CallClientInterceptor())
                .build();
        stub = EmbeddingServiceGrpc.newBlockingV2Stub(channel);
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
        channel.shutdownNow();
    }

    private EmbedResponse embed(List<String> texts, EmbeddingPurpose purpose, Priority priority) {
        EmbedRequest request = EmbedRequest.newBuilder()
                .addAllTexts(texts)
                .setPurpose(purpose)
                .setPriority(encode(priority))
                .build();
        Call call = new Call(principal(), Deadline.after(PATIENCE), TRACE);
        EmbedResponse response = remote.once(call, stub, ready -> ready.embed(request));
        if (response.getEmbeddingsCount() != texts.size()) {
            throw new IllegalStateException(
                    texts.size() + " texts were sent and " + response.getEmbeddingsCount() + " vectors came");
        }
        return response;
    }

    /** Signed anew before it expires, and otherwise the same: services remember those that they have checked. */
    private SignedPrincipal principal() {
        SignedPrincipal current = principal;
        if (current.principal().expiresAt().isBefore(Instant.now().plus(PATIENCE))) {
            current = sign();
            principal = current;
        }
        return current;
    }

    private SignedPrincipal sign() {
        return identity.sign("benchmark", "benchmark", Set.of(Scope.ASK, Scope.INGEST), Priority.INTERACTIVE);
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

    /** As the services call each other, but for how much: here the service is to say what is too much. */
    private static final class Unlimited implements CallConfig {
        @Override
        public int concurrency() {
            return 10_000;
        }

        @Override
        public double failureRatio() {
            return 1;
        }

        @Override
        public Duration circuitDelay() {
            return Duration.ofSeconds(1);
        }
    }
}
