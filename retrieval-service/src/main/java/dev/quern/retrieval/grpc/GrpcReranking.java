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
import dev.quern.protocol.grpc.Demand;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.grpc.ReplicaBalancing;
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
    /** So long is who only wants to know its name made to wait for it. */
    private static final Duration PATIENCE = Duration.ofMillis(250);
    /** So long nobody else is, when it was not to be known. */
    private static final Duration AWAY = Duration.ofSeconds(5);

    private final RemoteService remote;
    private final EmbeddingServiceBlockingV2Stub stub;
    private final AtomicReference<Optional<Known>> known = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Named> named = new AtomicReference<>(new Named("", System.nanoTime()));

    GrpcReranking(@GrpcClient("embedding") Channel channel, RemoteServices services) {
        remote = services.named(SERVICE, "reranking");
        stub = ReplicaBalancing.demanding(EmbeddingServiceGrpc.newBlockingV2Stub(channel), Demand.CPU);
    }

    /** The model, if there is one, ready when it was asked for, and when that was. */
    private record Known(Optional<RerankingModel> model, long nanoTime) {
        boolean isFresh() {
            return System.nanoTime() - nanoTime < REMEMBERED.toNanos();
        }
    }

    /** The name of the model that was there last, and until when nobody need ask again. */
    private record Named(String name, long until) {
        static Named now(String name, Duration remembered) {
            return new Named(name, System.nanoTime() + remembered.toNanos());
        }

        boolean isFresh() {
            return System.nanoTime() - until < 0;
        }
    }

    @Override
    public String model(Call call) {
        Named last = named.get();
        if (last.isFresh()) {
            return last.name();
        }
        if (!last.name().isEmpty()) {
            // The others go on with what is known meanwhile.
            named.set(Named.now(last.name(), AWAY));
        }
        try {
            described(new Call(call.credential(), call.deadline().orAfter(PATIENCE), call.traceId()));
        } catch (QuernException failure) {
            call.ensureWanted();
            named.compareAndSet(last, Named.now(last.name(), AWAY));
        }
        return named.get().name();
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
        Optional<RerankingModel> model = described(call);
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

    private Optional<RerankingModel> described(Call call) {
        Optional<RerankingModel> model = remote
                .idempotent(call, stub, s -> s.describeModels(DescribeModelsRequest.getDefaultInstance()))
                .getRerankingModelsList()
                .stream()
                .filter(RerankingModel::getDefaultModel)
                .findFirst();
        named.set(Named.now(
                model.map(one -> one.getName() + "@" + one.getVersion()).orElse(""), REMEMBERED));
        return model;
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
