package dev.quern.cache.grpc;

import dev.quern.cache.Caches;
import dev.quern.cache.Content;
import dev.quern.cache.Glob;
import dev.quern.cache.Hit;
import dev.quern.cache.Lookup;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.DescribeCachesRequest;
import dev.quern.protocol.cache.v1.DescribeCachesResponse;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.InvalidateRequest;
import dev.quern.protocol.cache.v1.InvalidateResponse;
import dev.quern.protocol.cache.v1.MutinyCacheServiceGrpc;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.PutResponse;
import dev.quern.protocol.grpc.GrpcCalls;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/** The cache service on the wire. */
@GrpcService
class CacheGrpcService extends MutinyCacheServiceGrpc.CacheServiceImplBase {
    private final Caches caches;

    CacheGrpcService(Caches caches) {
        this.caches = caches;
    }

    @Override
    public Uni<GetResponse> get(GetRequest request) {
        return GrpcCalls.answer(call -> {
            Lookup lookup = caches.get(
                    call, CacheMessages.type(request.getType()), request.getKey(), request.getSingleFlight());
            if (lookup.hit().isEmpty()) {
                return GetResponse.newBuilder().setCompute(true).build();
            }
            Hit hit = lookup.hit().get();
            return CacheMessages.hit(hit.value(), hit.level(), caches.age(hit.value()));
        });
    }

    @Override
    public Uni<PutResponse> put(PutRequest request) {
        return GrpcCalls.answer(call -> {
            Optional<Duration> lifetime = request.hasTimeToLive()
                    ? Optional.of(CacheMessages.duration(request.getTimeToLive()))
                    : Optional.empty();
            caches.put(
                    call,
                    CacheMessages.type(request.getType()),
                    request.getKey(),
                    new Content(request.getValue().toByteArray()),
                    lifetime,
                    CacheMessages.tags(request.getTagsList()));
            return PutResponse.getDefaultInstance();
        });
    }

    @Override
    public Uni<InvalidateResponse> invalidate(InvalidateRequest request) {
        return GrpcCalls.answer(call -> InvalidateResponse.newBuilder()
                .setRemoved(removed(call, request))
                .build());
    }

    @Override
    public Uni<DescribeCachesResponse> describeCaches(DescribeCachesRequest request) {
        return GrpcCalls.answer(call -> DescribeCachesResponse.newBuilder()
                .addAllLevels(caches.describe(call).stream()
                        .map(CacheMessages::statistics)
                        .toList())
                .build());
    }

    private long removed(Call call, InvalidateRequest request) throws InterruptedException {
        return switch (request.getTargetCase()) {
            case KEY ->
                caches.invalidateKey(
                        call,
                        CacheMessages.type(request.getKey().getType()),
                        request.getKey().getKey());
            case TAG -> caches.invalidateTag(call, CacheMessages.tag(request.getTag()));
            case PATTERN -> caches.invalidatePattern(call, new Glob(request.getPattern()));
            case TARGET_NOT_SET ->
                throw QuernException.invalid("target", "Say what to invalidate: a key, a pattern or a tag.");
        };
    }
}
