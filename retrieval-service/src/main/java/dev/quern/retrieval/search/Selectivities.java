package dev.quern.retrieval.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quern.protocol.Call;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.Filter;
import java.time.Duration;

/**
 * Share of a collection's passages that a filter keeps. Conditions are counted, once per version of the collection;
 * what combines them is reckoned as if they knew nothing of each other, which is good enough to order them by.
 */
final class Selectivities {
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final DocumentStore store;
    /** By hashes, so that it stays small however much the conditions hold. */
    private final Cache<String, Float> measured = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterAccess(REMEMBERED)
            .build();

    Selectivities(DocumentStore store) {
        this.store = store;
    }

    float of(Call call, Collection collection, Filter filter) {
        return switch (filter) {
            case Filter.All all ->
                (float) all.filters().stream()
                        .mapToDouble(part -> of(call, collection, part))
                        .reduce(1, (first, second) -> first * second);
            case Filter.Any any ->
                1
                        - (float) any.filters().stream()
                                .mapToDouble(part -> 1 - of(call, collection, part))
                                .reduce(1, (first, second) -> first * second);
            case Filter.Not not -> 1 - of(call, collection, not.filter());
            case Filter.In in -> condition(call, collection, in);
            case Filter.Range range -> condition(call, collection, range);
        };
    }

    private float condition(Call call, Collection collection, Filter condition) {
        String key = SearchKey.of(collection.id(), collection.version(), condition);
        Float known = measured.getIfPresent(key);
        if (known == null) {
            call.ensureWanted();
            // Counted outside the cache's own locks: a count may take a moment, and twice does no harm.
            known = counted(collection, condition);
            measured.put(key, known);
        }
        return known;
    }

    private float counted(Collection collection, Filter condition) {
        long passages = Math.max(1, collection.passages());
        return Math.clamp((float) store.count(collection.id(), condition) / passages, 0f, 1f);
    }
}
