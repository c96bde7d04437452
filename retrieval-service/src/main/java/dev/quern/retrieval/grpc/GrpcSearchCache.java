package dev.quern.retrieval.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.cache.v1.TagKind;
import dev.quern.protocol.cache.v1.ValueType;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.search.SearchCache;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** {@link SearchCache} of cache-service. */
@Singleton
final class GrpcSearchCache implements SearchCache {
    private static final Logger LOG = Logger.getLogger(GrpcSearchCache.class);

    private final RemoteService remote;
    private final CacheServiceBlockingV2Stub stub;

    GrpcSearchCache(@GrpcClient("cache") Channel channel, RemoteServices services) {
        remote = services.named("cache-service");
        stub = CacheServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public Optional<SearchResult> find(Call call, String key) {
        GetRequest request = GetRequest.newBuilder()
                .setType(ValueType.VALUE_TYPE_SEARCH)
                .setKey(SearchResultCodec.FORMAT + key)
                .build();
        try {
            GetResponse response = remote.idempotent(call, stub, s -> s.get(request));
            return response.hasValue() ? SearchResultCodec.decoded(response.getValue()) : Optional.empty();
        } catch (QuernException failure) {
            LOG.debugf("a search goes on without the cache: %s", failure.text());
            return Optional.empty();
        }
    }

    @Override
    public void remember(Call call, CollectionId collection, String key, SearchResult result) {
        PutRequest request = PutRequest.newBuilder()
                .setType(ValueType.VALUE_TYPE_SEARCH)
                .setKey(SearchResultCodec.FORMAT + key)
                .setValue(SearchResultCodec.encoded(result))
                .addTags(Tag.newBuilder().setKind(TagKind.TAG_KIND_COLLECTION).setValue(collection.name()))
                .build();
        try {
            remote.idempotent(call, stub, s -> s.put(request));
        } catch (QuernException failure) {
            LOG.debugf("a search is not remembered: %s", failure.text());
        }
    }
}
