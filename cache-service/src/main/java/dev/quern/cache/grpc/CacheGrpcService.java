package dev.quern.cache.grpc;

import dev.quern.cache.Caches;
import dev.quern.cache.Content;
import dev.quern.cache.Glob;
import dev.quern.cache.Hit;
import dev.quern.cache.Invalidated;
import dev.quern.cache.Lookup;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.DescribeCachesRequest;
import dev.quern.protocol.cache.v1.DescribeCachesResponse;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.InvalidateRequest;
import dev.quern.protocol.cache.v1.InvalidateResponse;
import dev.quern.protocol.cache.v1.LookupSemanticRequest;
import dev.quern.protocol.cache.v1.LookupSemanticResponse;
import dev.quern.protocol.cache.v1.MutinyCacheServiceGrpc;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.PutResponse;
import dev.quern.protocol.cache.v1.PutSemanticRequest;
import dev.quern.protocol.cache.v1.PutSemanticResponse;
import dev.quern.protocol.cache.v1.ReportWrongHitRequest;
import dev.quern.protocol.cache.v1.ReportWrongHitResponse;
import dev.quern.protocol.cache.v1.WarmRequest;
import dev.quern.protocol.cache.v1.WarmResponse;
import dev.quern.protocol.cache.v1.WatchInvalidationsRequest;
import dev.quern.protocol.cache.v1.WatchInvalidationsResponse;
import dev.quern.protocol.grpc.GrpcCalls;
import dev.quern.protocol.grpc.MessageFlow;
import io.quarkus.grpc.GrpcService;
import io.quarkus.grpc.RegisterInterceptor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** The cache service on the wire. */
@GrpcService
@RegisterInterceptor(MessageFlow.class)
class CacheGrpcService extends MutinyCacheServiceGrpc.CacheServiceImplBase {
    private final Caches caches;
    private final Warming warming;
    private final SemanticCalls semantic;

    CacheGrpcService(Caches caches, Warming warming, SemanticCalls semantic) {
        this.caches = caches;
        this.warming = warming;
        this.semantic = semantic;
    }

    /** What is hot is answered where the question came in: handing it to a thread takes longer than the lookup. */
    @Override
    public Uni<GetResponse> get(GetRequest request) {
        Optional<Hit> hot = hot(request);
        if (hot.isPresent()) {
            return Uni.createFrom().item(response(new Lookup(hot, false)));
        }
        return GrpcCalls.answer(call -> response(caches.get(
                call,
                CacheMessages.type(request.getType()),
                request.getKey(),
                request.getSingleFlight(),
                request.getRefreshes())));
    }

    @Override
    public Uni<PutResponse> put(PutRequest request) {
        return GrpcCalls.answer(call -> {
            caches.put(
                    call,
                    CacheMessages.type(request.getType()),
                    request.getKey(),
                    new Content(request.getValue().toByteArray()),
                    CacheMessages.lifetime(request),
                    CacheMessages.tags(request.getTagsList()),
                    CacheMessages.cost(request));
            return PutResponse.getDefaultInstance();
        });
    }

    @Override
    public Multi<WarmResponse> warm(Multi<WarmRequest> requests) {
        return warming.warm(GrpcCalls.current(), requests, MessageFlow.current());
    }

    @Override
    public Uni<InvalidateResponse> invalidate(InvalidateRequest request) {
        return GrpcCalls.answer(call -> {
            Invalidated invalidated = invalidated(call, request);
            return InvalidateResponse.newBuilder()
                    .setRemoved(invalidated.removed())
                    .setConfirmed(invalidated.confirmed())
                    .build();
        });
    }

    @Override
    public Uni<LookupSemanticResponse> lookupSemantic(LookupSemanticRequest request) {
        return GrpcCalls.answer(call -> semantic.lookUp(call, request));
    }

    @Override
    public Uni<PutSemanticResponse> putSemantic(PutSemanticRequest request) {
        return GrpcCalls.answer(call -> semantic.put(call, request));
    }

    @Override
    public Uni<ReportWrongHitResponse> reportWrongHit(ReportWrongHitRequest request) {
        return GrpcCalls.answer(call -> semantic.reportWrongHit(call, request));
    }

    @Override
    public Uni<DescribeCachesResponse> describeCaches(DescribeCachesRequest request) {
        return GrpcCalls.answer(
                call -> StatisticsMessages.response(caches.describe(call), caches.isCoherent(), semantic.statistics()));
    }

    /** Empty also for a request that is wrong: the long way says what about it. */
    private Optional<Hit> hot(GetRequest request) {
        try {
            return caches.getHot(GrpcCalls.current(), CacheMessages.type(request.getType()), request.getKey());
        } catch (QuernException refused) {
            return Optional.empty();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private GetResponse response(Lookup lookup) {
        return lookup.hit()
                .map(hit -> CacheMessages.hit(hit.value(), hit.level(), caches.age(hit.value()))
                        .setRefresh(lookup.shouldRefresh()))
                .orElseGet(() -> GetResponse.newBuilder().setCompute(true))
                .build();
    }

    @Override
    public Multi<WatchInvalidationsResponse> watchInvalidations(WatchInvalidationsRequest request) {
        return GrpcCalls.stream((call, outlet) -> WatchedInvalidations.send(caches, call, outlet));
    }

    private Invalidated invalidated(Call call, InvalidateRequest request) throws InterruptedException {
        return switch (request.getTargetCase()) {
            case KEY ->
                caches.invalidateKey(
                        call,
                        CacheMessages.type(request.getKey().getType()),
                        request.getKey().getKey());
            case TAG -> caches.invalidateTag(call, CacheMessages.tag(request.getTag()));
            case PATTERN -> caches.invalidatePattern(call, new Glob(request.getPattern()));
            case EVERYTHING -> {
                if (!request.getEverything()) {
                    throw QuernException.invalid("everything", "`everything` is true or absent.");
                }
                yield caches.invalidateEverything(call);
            }
            case TARGET_NOT_SET ->
                throw QuernException.invalid("target", "Say what to invalidate: a key, a pattern or a tag.");
        };
    }
}
