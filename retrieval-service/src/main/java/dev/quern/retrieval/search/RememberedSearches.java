package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.search.SearchRun.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;

/** The cache as searches use it: under keys that change with the settings. */
final class RememberedSearches {
    private final SearchCache cache;
    private final boolean isOn;
    private final RetrievalConfig.Searching config;
    private final Reranking reranking;
    private final Counter hits;
    private final Counter misses;

    RememberedSearches(SearchCache cache, Reranking reranking, RetrievalConfig.Searching config, MeterRegistry meters) {
        this.cache = cache;
        this.isOn = config.cache();
        this.config = config;
        this.reranking = reranking;
        this.hits = meters.counter("quern.retrieval.search.cache", "result", "hit");
        this.misses = meters.counter("quern.retrieval.search.cache", "result", "miss");
    }

    /** What was found for the same question, not embedded yet, in this version of the collection. */
    Optional<SearchResult> find(SearchRun run, Question question, String version) {
        if (!applies(question)) {
            return Optional.empty();
        }
        Optional<SearchResult> found = run.must(Stage.CACHE, () -> {
            String key = SearchKey.of(question, version, settings(run.call()));
            return new Outcome<>(cache.find(run.call(), key), "what was found before", 0);
        });
        run.call().ensureWanted();
        (found.isPresent() ? hits : misses).increment();
        return found;
    }

    /** Under the version that was searched, which may be newer than the one that was asked for. */
    void remember(Call call, Question question, SearchResult result, Duration took) {
        if (applies(question)) {
            String key = SearchKey.of(question, result.collectionVersion(), settings(call));
            cache.remember(call, question.collection(), key, result, took);
        }
    }

    private String settings(Call call) {
        return SearchSettings.text(config, config.rerank() ? reranking.model(call) : "");
    }

    private boolean applies(Question question) {
        return isOn && !question.explain();
    }
}
