package dev.quern.llm.grpc;

import dev.quern.llm.SentenceSimilarity;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.embedding.v1.EmbedRequest;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.Embedding;
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
import org.jboss.logging.Logger;

/**
 * {@link SentenceSimilarity} by the one embedding model for which thresholds are calibrated, in one call: other models'
 * cosines mean something else, so where it is not configured nothing is told. Its bulkhead and circuit breaker are for
 * this purpose alone: an answer's marks are worth no more than a moment.
 */
@ApplicationScoped
public class GrpcSentenceSimilarity implements SentenceSimilarity {
    private static final Logger LOG = Logger.getLogger(GrpcSentenceSimilarity.class);

    private static final String MODEL = "all-MiniLM-L6-v2";

    private final RemoteService embedding;
    private final EmbeddingServiceBlockingV2Stub stub;

    public GrpcSentenceSimilarity(@GrpcClient("embedding") Channel channel, RemoteServices services) {
        embedding = services.named("embedding-service", "similarity");
        stub = ReplicaBalancing.demanding(EmbeddingServiceGrpc.newBlockingV2Stub(channel), Demand.CPU);
    }

    @Override
    public List<Double> to(Call call, String sentence, List<String> others) throws InterruptedException {
        if (sentence.isBlank() || others.isEmpty() || others.stream().anyMatch(String::isBlank)) {
            return List.of();
        }
        EmbedRequest request = EmbedRequest.newBuilder()
                .setModel(MODEL)
                .addTexts(sentence)
                .addAllTexts(others)
                .setPurpose(EmbeddingPurpose.EMBEDDING_PURPOSE_PASSAGE)
                .build();
        try {
            return cosines(embedding.once(call, stub, ready -> ready.embed(request)));
        } catch (QuernException failure) {
            if (Thread.interrupted()) {
                throw new InterruptedException(failure.text());
            }
            LOG.debugf("sentences are compared by their words alone: %s", failure.text());
            return List.of();
        }
    }

    /** Of the first with each of the others; none when the answer is not of one length throughout. */
    static List<Double> cosines(EmbedResponse response) {
        List<Embedding> embeddings = response.getEmbeddingsList();
        if (embeddings.stream().mapToInt(Embedding::getVectorCount).distinct().count() != 1) {
            return List.of();
        }
        return embeddings.stream()
                .skip(1)
                .map(other -> cosine(embeddings.getFirst(), other))
                .toList();
    }

    private static double cosine(Embedding one, Embedding other) {
        double product = 0;
        double oneSquare = 0;
        double otherSquare = 0;
        for (int i = 0; i < one.getVectorCount(); i++) {
            product += (double) one.getVector(i) * other.getVector(i);
            oneSquare += (double) one.getVector(i) * one.getVector(i);
            otherSquare += (double) other.getVector(i) * other.getVector(i);
        }
        double length = Math.sqrt(oneSquare * otherSquare);
        return length == 0 ? 0 : product / length;
    }
}
