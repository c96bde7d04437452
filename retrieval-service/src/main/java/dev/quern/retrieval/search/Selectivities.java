package dev.quern.retrieval.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.Filter;

/**
 * Share of a collection's passages that a filter keeps. Conditions are counted, once per version of the collection;
 * what combines them is reckoned as if they knew nothing of each other, which is good enough to order them by.
 */
final class Selectivities {
    private static final int MOST_REMEMBERED = 10_000;

    private final DocumentStore store;
    private final Cache<Measured, Float> measured =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    Selectivities(DocumentStore store) {
        this.store = store;
    }

    private record Measured(CollectionId collection, String version, Filter condition) {}

    float of(Collection collection, Filter filter) {
        return switch (filter) {
            case Filter.All all ->
                (float) all.filters().stream()
                        .mapToDouble(part -> of(collection, part))
                        .reduce(1, (first, second) -> first * second);
            case Filter.Any any ->
                1
                        - (float) any.filters().stream()
                                .mapToDouble(part -> 1 - of(collection, part))
                                .reduce(1, (first, second) -> first * second);
            case Filter.Not not -> 1 - of(collection, not.filter());
            case Filter.In in -> condition(collection, in);
            case Filter.Range range -> condition(collection, range);
        };
    }

    private float condition(Collection collection, Filter condition) {
        Measured key = new Measured(collection.id(), collection.version(), condition);
        Float known = measured.getIfPresent(key);
        if (known == null) {
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
