package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.SearchResult;
import java.time.Duration;
import java.util.Optional;

/**
 * Results of searches that were made before. A cache that is away, or does not answer soon, is a cache that knows
 * nothing: it never fails, except for a caller that has gone.
 */
public interface SearchCache {
    /** Knows nothing. */
    SearchCache NONE = new SearchCache() {
        @Override
        public Optional<SearchResult> find(Call call, String key) {
            return Optional.empty();
        }

        @Override
        public void remember(Call call, CollectionId collection, String key, SearchResult result, Duration took) {}
    };

    Optional<SearchResult> find(Call call, String key);

    /** @param took how long it took to find */
    void remember(Call call, CollectionId collection, String key, SearchResult result, Duration took);
}
