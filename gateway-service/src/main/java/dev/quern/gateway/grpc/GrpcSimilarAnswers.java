package dev.quern.gateway.grpc;

import com.google.protobuf.util.Durations;
import dev.quern.gateway.Answer;
import dev.quern.gateway.CacheEntry;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.SimilarAnswers;
import dev.quern.gateway.SimilarKey;
import dev.quern.protocol.Call;
import dev.quern.protocol.CanonicalKey;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.LookupSemanticRequest;
import dev.quern.protocol.cache.v1.LookupSemanticResponse;
import dev.quern.protocol.cache.v1.PutSemanticRequest;
import dev.quern.protocol.cache.v1.ReportWrongHitRequest;
import dev.quern.protocol.cache.v1.SemanticNamespace;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteService.Invocation;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.grpc.ReplicaBalancing;
import dev.quern.protocol.grpc.SharedCache.Cost;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** {@link SimilarAnswers} of cache-service. All questions that may serve each other are with one replica of it. */
@ApplicationScoped
public class GrpcSimilarAnswers implements SimilarAnswers {
    private final AnswerCodec codec = new AnswerCodec();
    private final RemoteService caches;
    private final CacheServiceBlockingV2Stub stub;
    private final Duration patience;

    public GrpcSimilarAnswers(@GrpcClient("cache") Channel channel, RemoteServices services, GatewayConfig config) {
        caches = services.named("cache-service", "semantic");
        stub = CacheServiceGrpc.newBlockingV2Stub(channel);
        patience = config.cachePatience();
    }

    @Override
    public Optional<Hit> find(
            Call call, SimilarKey namespace, String question, float[] vector, Consumer<QuernException> trouble) {
        LookupSemanticRequest.Builder request = LookupSemanticRequest.newBuilder()
                .setNamespace(message(namespace))
                .setQuestion(question);
        for (float number : vector) {
            request.addVector(number);
        }
        return attempt(call, namespace, ready -> ready.lookupSemantic(request.build()), trouble)
                .flatMap(this::hit);
    }

    @Override
    public Optional<String> remember(
            Call call,
            SimilarKey namespace,
            String question,
            float[] vector,
            Answer answer,
            Duration took,
            Consumer<QuernException> trouble) {
        Cost cost = AnswerNotes.cost(answer, took);
        PutSemanticRequest.Builder request = PutSemanticRequest.newBuilder()
                .setNamespace(message(namespace))
                .setQuestion(question)
                .setValue(codec.encode(answer))
                .addAllTags(AnswerNotes.tags(List.of(namespace.collection()), answer))
                .setCost(Durations.fromMillis(cost.time().toMillis()))
                .setTokens(cost.tokens());
        for (float number : vector) {
            request.addVector(number);
        }
        return attempt(call, namespace, ready -> ready.putSemantic(request.build()), trouble)
                .map(response -> response.getEntryId())
                .filter(id -> !id.isEmpty());
    }

    @Override
    public void reportWrong(Call call, CacheEntry.Similar entry) {
        ReportWrongHitRequest request = ReportWrongHitRequest.newBuilder()
                .setNamespace(message(entry.namespace()))
                .setEntryId(entry.id())
                .build();
        try {
            caches.idempotent(call, keyed(call, entry.namespace()), ready -> ready.reportWrongHit(request));
        } catch (QuernException failure) {
            if (failure.code() != ErrorCode.NOT_FOUND) {
                throw failure;
            }
        }
    }

    private Optional<Hit> hit(LookupSemanticResponse response) {
        if (!response.hasValue()) {
            return Optional.empty();
        }
        return codec.decode(response.getValue(), Answer.class)
                .map(answer -> new Hit(
                        answer,
                        response.getEntryId(),
                        response.getQuestion(),
                        response.getSimilarity(),
                        response.getScore()));
    }

    private <R> Optional<R> attempt(
            Call call,
            SimilarKey namespace,
            Invocation<CacheServiceBlockingV2Stub, R> invocation,
            Consumer<QuernException> trouble) {
        Call hurried = new Call(call.credential(), call.deadline().orAfter(patience), call.traceId());
        try {
            return Optional.of(caches.idempotent(hurried, keyed(call, namespace), invocation));
        } catch (QuernException failure) {
            trouble.accept(failure);
            return Optional.empty();
        }
    }

    private CacheServiceBlockingV2Stub keyed(Call call, SimilarKey key) {
        return ReplicaBalancing.keyed(
                stub,
                CanonicalKey.list(Stream.of(
                        call.tenant(),
                        key.collection(),
                        key.collectionVersion(),
                        key.routingEpoch(),
                        key.promptVersion(),
                        key.embeddingModel(),
                        key.language(),
                        key.variant())));
    }

    private static SemanticNamespace message(SimilarKey key) {
        return SemanticNamespace.newBuilder()
                .setCollection(key.collection())
                .setCollectionVersion(key.collectionVersion())
                .setModel(key.routingEpoch())
                .setPromptVersion(key.promptVersion())
                .setLanguage(key.language())
                .setVariant(CanonicalKey.list(Stream.of(AnswerCodec.FORMAT, key.embeddingModel(), key.variant())))
                .build();
    }
}
