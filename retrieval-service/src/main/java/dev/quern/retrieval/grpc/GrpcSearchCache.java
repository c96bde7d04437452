package dev.quern.retrieval.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.cache.v1.TagKind;
import dev.quern.protocol.cache.v1.ValueType;
import dev.quern.protocol.grpc.SharedCache;
import dev.quern.protocol.grpc.SharedCaches;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.search.SearchCache;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** {@link SearchCache} of cache-service. No copies are kept here: answers are, in front of whoever searches. */
@Singleton
final class GrpcSearchCache implements SearchCache {
    private static final Logger LOG = Logger.getLogger(GrpcSearchCache.class);
    private static final int COPIES = 0;

    private final SharedCache<SearchResult> cache;

    GrpcSearchCache(SharedCaches caches, RetrievalConfig config) {
        cache = caches.of(
                new SharedCache.Form<>(
                        ValueType.VALUE_TYPE_SEARCH,
                        SearchResultCodec.FORMAT,
                        SearchResultCodec::encoded,
                        SearchResultCodec::decoded,
                        COPIES),
                config.search().cachePatience());
    }

    @Override
    public Optional<SearchResult> find(Call call, String key) {
        // Whoever should make it anew does so at once: a search is short.
        return cache.find(call, key, GrpcSearchCache::without)
                .filter(found -> !found.refresh())
                .map(SharedCache.Found::value);
    }

    @Override
    public void remember(Call call, CollectionId collection, String key, SearchResult result, Duration took) {
        Tag tag = Tag.newBuilder()
                .setKind(TagKind.TAG_KIND_COLLECTION)
                .setValue(collection.name())
                .build();
        cache.remember(call, key, result, List.of(tag), new SharedCache.Cost(took, 0), GrpcSearchCache::without);
    }

    private static void without(QuernException failure) {
        LOG.debugf("a search goes on without the cache: %s", failure.text());
    }
}
