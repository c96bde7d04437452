package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.FakeEmbeddings;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Fusion;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.PlanStep;
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.TestCalls;
import dev.quern.retrieval.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A search over a {@link FakeStore}. */
final class SearchFixture {
    final FakeStore store = new FakeStore();
    final FakeEmbeddings embeddings = new FakeEmbeddings();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final MemorySearchCache cache = new MemorySearchCache();
    /** Empty: there is no model. */
    Optional<Map<String, Float>> relevances = Optional.empty();
    /** What a language model makes of any question. */
    List<String> wordings = List.of();
    /** Runs before every reranking, with its call. */
    Consumer<Call> beforeReranking = _ -> {};

    private final Search search;
    private Call call = TestCalls.of("acme");

    /** @param settings keys below {@code search}, each followed by its value */
    SearchFixture(String... settings) {
        String[] keys = settings.clone();
        for (int i = 0; i < keys.length; i += 2) {
            keys[i] = "search." + keys[i];
        }
        search = new Search(
                store,
                embeddings,
                this::relevance,
                this::reworded,
                cache,
                TestConfig.with(keys).search(),
                meters);
    }

    private List<Expansion.Rewording> reworded(Call asking, String question, float[] vector, List<Candidate> found) {
        return wordings.stream()
                .map(words -> Expansion.Rewording.of("the wording `" + words + "`", words))
                .toList();
    }

    /** What it remembers it tells; how often it was asked it tells too. */
    static final class MemorySearchCache implements SearchCache {
        final Map<String, SearchResult> results = new HashMap<>();
        int lookups;

        @Override
        public Optional<SearchResult> find(Call call, String key) {
            lookups++;
            return Optional.ofNullable(results.get(key));
        }

        @Override
        public void remember(Call call, CollectionId collection, String key, SearchResult result, Duration took) {
            results.put(key, result);
        }
    }

    SearchFixture by(Call other) {
        call = other;
        return this;
    }

    SearchResult find(SearchRequest request) {
        try {
            return search.find(call, request);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    SearchResult find(String query, int limit, Strategy strategy) {
        return find(request(query, limit, strategy, Optional.empty(), false));
    }

    SearchResult explained(String query, int limit, Strategy strategy) {
        return find(request(query, limit, strategy, Optional.empty(), true));
    }

    static SearchRequest request(String query, int limit, Strategy strategy, Optional<Filter> filter, boolean explain) {
        return new SearchRequest(
                FakeStore.NOTES,
                query,
                new float[0],
                "",
                limit,
                Optional.empty(),
                Fusion.RELATIVE_SCORE,
                filter.map(wanted -> _ -> wanted),
                strategy,
                explain);
    }

    static List<String> steps(SearchResult result) {
        return result.plan().stream().map(PlanStep::name).toList();
    }

    static List<String> texts(SearchResult result) {
        return result.passages().stream().map(Passage::text).toList();
    }

    private Optional<List<Float>> relevance(Call asking, String query, List<String> passages) {
        beforeReranking.accept(asking);
        return relevances.map(known ->
                passages.stream().map(text -> known.getOrDefault(text, 0f)).toList());
    }
}
