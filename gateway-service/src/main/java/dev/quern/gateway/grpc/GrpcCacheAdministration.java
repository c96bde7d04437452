package dev.quern.gateway.grpc;

import dev.quern.gateway.CacheAdministration;
import dev.quern.gateway.CacheReport;
import dev.quern.gateway.CacheTarget;
import dev.quern.protocol.Call;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.DescribeCachesRequest;
import dev.quern.protocol.cache.v1.InvalidateRequest;
import dev.quern.protocol.cache.v1.InvalidateResponse;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.cache.v1.TagKind;
import dev.quern.protocol.cache.v1.TypedKey;
import dev.quern.protocol.cache.v1.ValueType;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;

/** {@link CacheAdministration} of cache-service. */
@ApplicationScoped
public class GrpcCacheAdministration implements CacheAdministration {
    private final RemoteService caches;
    private final CacheServiceBlockingV2Stub stub;

    public GrpcCacheAdministration(@GrpcClient("cache") Channel channel, RemoteServices services) {
        // What administrators wait for must not be refused because of the questions, nor they because of it.
        caches = services.named("cache-service", "administration");
        stub = CacheServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public CacheReport describe(Call call) {
        return CacheReports.report(caches.idempotent(
                call, stub, ready -> ready.describeCaches(DescribeCachesRequest.getDefaultInstance())));
    }

    @Override
    public Invalidated invalidate(Call call, CacheTarget target) {
        InvalidateRequest request = request(target);
        InvalidateResponse response = caches.idempotent(call, stub, ready -> ready.invalidate(request));
        return new Invalidated(response.getRemoved(), response.getConfirmed());
    }

    private static InvalidateRequest request(CacheTarget target) {
        InvalidateRequest.Builder request = InvalidateRequest.newBuilder();
        switch (target) {
            case CacheTarget.Key(CacheTarget.Kind kind, String key) ->
                request.setKey(TypedKey.newBuilder().setType(type(kind)).setKey(key));
            case CacheTarget.Pattern(String pattern) -> request.setPattern(pattern);
            case CacheTarget.Collection(String name) -> request.setTag(tag(TagKind.TAG_KIND_COLLECTION, name));
            case CacheTarget.Document(String id) -> request.setTag(tag(TagKind.TAG_KIND_DOCUMENT, id));
            case CacheTarget.Everything() -> request.setEverything(true);
        }
        return request.build();
    }

    private static ValueType type(CacheTarget.Kind kind) {
        return switch (kind) {
            case ANSWER -> ValueType.VALUE_TYPE_ANSWER;
            case SEARCH -> ValueType.VALUE_TYPE_SEARCH;
            case EMBEDDING -> ValueType.VALUE_TYPE_EMBEDDING;
            case SQL -> ValueType.VALUE_TYPE_SQL;
            case API -> ValueType.VALUE_TYPE_API;
        };
    }

    private static Tag tag(TagKind kind, String value) {
        return Tag.newBuilder().setKind(kind).setValue(value).build();
    }
}
