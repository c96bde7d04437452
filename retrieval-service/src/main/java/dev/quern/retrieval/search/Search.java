package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Candidates;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionState;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.Embeddings;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.search.SearchRun.Outcome;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the passages that best match a question. */
public final class Search {
    private final DocumentStore store;
    private final Embeddings embeddings;
    private final RequestChecks checks;
    private final FilterPlanner planner;
    private final RememberedSearches remembered;
    private final Pipeline pipeline;
    private final StageTimes times;
    private final Duration stageTime;
    private final Reranking reranking;
    private final RetrievalConfig.Searching config;
    private final MeterRegistry meters;
    private final DistributionSummary candidates;

    public Search(
            DocumentStore store,
            Embeddings embeddings,
            Reranking reranking,
            Expansion model,
            SearchCache cache,
            RetrievalConfig.Searching config,
            MeterRegistry meters) {
        SearchSettings.check(config);
        this.store = store;
        this.embeddings = embeddings;
        this.meters = meters;
        checks = new RequestChecks(config.alpha());
        planner = new FilterPlanner(new Selectivities(store));
        remembered = new RememberedSearches(cache, reranking, config, meters);
        pipeline = new Pipeline(store, embeddings, reranking, expansion(config, model), config);
        times = new StageTimes(meters);
        stageTime = config.stageTime();
        this.reranking = reranking;
        this.config = config;
        candidates = meters.summary("quern.retrieval.search.candidates");
    }

    /**
     * Checks the request, and finds at most as many passages as it wants. What makes a result better, and is slow or
     * away, is left out; the result says so.
     */
    public SearchResult find(Call call, SearchRequest request) throws InterruptedException {
        long start = System.nanoTime();
        checks.check(request);
        CollectionState collection = store.state(request.collection()).orElseThrow(() -> unknown(request.collection()));
        Question question = checks.question(request, collection.settings());
        SearchRun run = new SearchRun(call, times, stageTime);
        Question planned = planned(run, question);
        SearchResult result =
                remembered.find(run, planned, collection.version()).orElseGet(() -> searched(run, planned));
        meters.timer(
                        "quern.retrieval.search",
                        "strategy",
                        request.strategy().name().toLowerCase(Locale.ROOT))
                .record(Duration.ofNanos(System.nanoTime() - start));
        return result;
    }

    /** Changes whenever the settings, or the reranking model, could make the same search find something else. */
    public String epoch(Call call) {
        return SearchSettings.epoch(config, config.rerank() ? reranking.model(call) : "");
    }

    private SearchResult searched(SearchRun run, Question question) {
        long start = System.nanoTime();
        Question embedded = embedded(run, question);
        Candidates found = candidates(run, embedded);
        candidates.record(found.found().size());
        List<Passage> passages = run.must(Stage.HIGHLIGHTS, () -> {
            Highlights highlights = new Highlights(embedded.text());
            List<Passage> shown = found.passages().stream().map(highlights::in).toList();
            return new Outcome<>(shown, "the question's words", shown.size());
        });
        SearchResult result = new SearchResult(
                passages, found.collectionVersion(), question.explain() ? run.plan() : List.of(), run.degraded());
        // What had to do without something is not what the next one should get.
        if (result.degraded().isEmpty()) {
            remembered.remember(run.call(), question, result, Duration.ofNanos(System.nanoTime() - start));
        }
        return result;
    }

    private Candidates candidates(SearchRun run, Question question) {
        Candidates found;
        try {
            found = pipeline.candidates(run, question);
        } catch (RuntimeException failure) {
            run.call().ensureWanted();
            // A vector of a wrong length fails, for one.
            requireUnchanged(question);
            throw failure;
        }
        requireUnchanged(question);
        return found;
    }

    /** Vectors of two models say nothing about each other, and a change-over may have come before any of the steps. */
    private void requireUnchanged(Question question) {
        CollectionState now = store.state(question.collection()).orElseThrow(() -> unknown(question.collection()));
        if (!now.settings().equals(question.settings())) {
            throw RequestChecks.madeAnew();
        }
    }

    private Question planned(SearchRun run, Question question) {
        if (question.filter().isEmpty()) {
            return question;
        }
        Filter checked = FilterPlanner.checked(question.filter().get());
        boolean simple = FilterPlanner.conditions(checked).count() == 1;
        if (simple && !question.explain()) {
            return question.filtered(checked);
        }
        if (!FilterPlanner.isMeasurable(checked)) {
            run.note(Stage.FILTER, "too many conditions to measure: the order stays", 0, Optional.empty());
            return question.filtered(checked);
        }
        Collection collection =
                store.collection(question.collection()).orElseThrow(() -> unknown(question.collection()));
        Map<Filter, Float> shares = new LinkedHashMap<>();
        Filter ordered = run.may(Stage.FILTER, 0, checked, own -> {
            Filter inOrder = planner.ordered(own, collection, checked);
            float kept = planner.selectivity(own, collection, inOrder);
            FilterPlanner.conditions(inOrder)
                    .forEach(condition -> shares.put(condition, planner.selectivity(own, collection, condition)));
            return new Outcome<>(inOrder, FilterText.of(inOrder), Math.round(kept * collection.passages()));
        });
        shares.forEach((condition, kept) -> {
            int passages = Math.round(kept * collection.passages());
            run.note(Stage.FILTER, FilterText.of(condition), passages, Optional.of(kept));
        });
        return question.filtered(ordered);
    }

    private Question embedded(SearchRun run, Question question) {
        if (!question.wantsVectors() || question.vector().length > 0) {
            return question;
        }
        return run.must(Stage.EMBEDDING, () -> {
            float[] vector = embeddings
                    .embed(run.call(), question.settings(), Embeddings.Purpose.QUERY, List.of(question.text()))
                    .getFirst();
            return new Outcome<>(question.embedded(vector), question.settings().embeddingModel(), 0);
        });
    }

    private static QuernException unknown(CollectionId id) {
        return QuernException.notFound("collection", "There is no collection `" + id.name() + "`.");
    }

    private static Expansion expansion(RetrievalConfig.Searching config, Expansion model) {
        return switch (config.expansion()) {
            case NONE -> Expansion.NONE;
            case FEEDBACK -> new FeedbackExpansion(config.feedbackPassages(), config.feedbackStrength());
            case MODEL -> model;
        };
    }
}
