package dev.quern.retrieval.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.embedding.v1.DescribeModelsRequest;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc.EmbeddingServiceBlockingV2Stub;
import dev.quern.protocol.embedding.v1.ModelState;
import dev.quern.protocol.embedding.v1.Relevance;
import dev.quern.protocol.embedding.v1.RerankRequest;
import dev.quern.protocol.embedding.v1.RerankResponse;
import dev.quern.protocol.embedding.v1.RerankingModel;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.retrieval.search.Reranking;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The embedding-service's default reranking model. Which one that is, and whether there is one, is asked once a minute.
 * Reranking can be done without and embedding cannot, so that its failures and its slow calls are counted apart.
 */
@Singleton
final class GrpcReranking implements Reranking {
    private static final String SERVICE = "embedding-service";
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final RemoteService remote;
    private final EmbeddingServiceBlockingV2Stub stub;
    private final AtomicReference<Optional<Known>> known = new AtomicReference<>(Optional.empty());

    GrpcReranking(@GrpcClient("embedding") Channel channel, RemoteServices services) {
        remote = services.named(SERVICE, "reranking");
        stub = EmbeddingServiceGrpc.newBlockingV2Stub(channel);
    }

    /** The model, if there is one, ready when it was asked for, and when that was. */
    private record Known(Optional<RerankingModel> model, long nanoTime) {
        boolean isFresh() {
            return System.nanoTime() - nanoTime < REMEMBERED.toNanos();
        }
    }

    @Override
    public Optional<List<Float>> relevance(Call call, String query, List<String> passages) {
        return known.get()
                .filter(Known::isFresh)
                .orElseGet(() -> ask(call))
                .model()
                .map(model -> scores(call, model, query, passages));
    }

    private Known ask(Call call) {
        Optional<RerankingModel> model = remote
                .idempotent(call, stub, s -> s.describeModels(DescribeModelsRequest.getDefaultInstance()))
                .getRerankingModelsList()
                .stream()
                .filter(RerankingModel::getDefaultModel)
                .findFirst();
        // One that loads or has failed may be there in a moment: that is not remembered.
        if (model.isPresent() && model.get().getState() != ModelState.MODEL_STATE_READY) {
            throw new QuernException(
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "The reranking model " + model.get().getName() + " is not ready at the moment.")
                    .withService(SERVICE);
        }
        Known now = new Known(model, System.nanoTime());
        known.set(Optional.of(now));
        return now;
    }

    private List<Float> scores(Call call, RerankingModel model, String query, List<String> passages) {
        int batch = Math.max(1, model.getMaxBatch());
        List<Float> scores = new ArrayList<>(passages.size());
        for (int start = 0; start < passages.size(); start += batch) {
            List<String> part = passages.subList(start, Math.min(passages.size(), start + batch));
            RerankRequest request = RerankRequest.newBuilder()
                    .setModel(model.getName())
                    .setQuery(query)
                    .addAllPassages(part)
                    .build();
            RerankResponse response = remote.idempotent(call, stub, s -> s.rerank(request));
            if (response.getRelevancesCount() != part.size()) {
                throw new QuernException(ErrorCode.INTERNAL, "The embedding-service gave scores of the wrong number.")
                        .withService(SERVICE);
            }
            response.getRelevancesList().stream().map(Relevance::getScore).forEach(scores::add);
        }
        return scores;
    }
}
