package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The services behind the gateway that answers are made with, in memory, and made to fail or to wait at will. */
@Alternative
@Priority(1)
@ApplicationScoped
public class FakeServices implements Passages, Embeddings, Generation, AnswerCache, SimilarAnswers {
    private static final Generated.Tokens USUAL_TOKENS = new Generated.Tokens(10, 4, .5);

    private final Map<String, Kept> answers = new ConcurrentHashMap<>();
    private final Map<CacheEntry.Similar, Asked> asked = new ConcurrentHashMap<>();
    private final Set<Set<String>> alike = ConcurrentHashMap.newKeySet();
    private final AtomicInteger similarLookups = new AtomicInteger();
    private volatile boolean refreshing;
    private volatile List<String> skipped = List.of();
    private final Map<String, QuernException> failing = new ConcurrentHashMap<>();
    private final AtomicInteger generations = new AtomicInteger();
    private volatile String collectionVersion = "v1";
    private volatile String model = "fake@1";
    private volatile Optional<String> nextModel = Optional.empty();
    private volatile Optional<CountDownLatch> held = Optional.empty();
    private volatile CountDownLatch waiting = new CountDownLatch(1);
    private volatile CountDownLatch interrupted = new CountDownLatch(1);
    private volatile boolean grounded = true;
    private volatile List<String> leftOut = List.of();
    private volatile boolean cacheHangs;
    private volatile Optional<Search> lastSearch = Optional.empty();
    private volatile Optional<Writing> lastGeneration = Optional.empty();
    private volatile Optional<String> rewritten = Optional.empty();
    private volatile Generated.Tokens generating = USUAL_TOKENS;
    private volatile boolean rulesOnly;
    private volatile boolean routingHangs;
    private volatile String searchEpoch = "settings-1";
    private final Map<String, String> models = new ConcurrentHashMap<>();
    private final Map<String, Float> similarities = new ConcurrentHashMap<>();
    private final AtomicInteger routings = new AtomicInteger();
    private final AtomicInteger refusedRoutings = new AtomicInteger();
    private final AtomicInteger rewritings = new AtomicInteger();
    private final AtomicInteger embeddings = new AtomicInteger();

    /** A question of which the semantic cache has the answer. */
    private record Asked(String question, Answer answer) {}

    /** A generation as it was asked for. */
    public record Writing(Question question, List<Source> sources, Terms terms) {}

    /** A search as it was asked for. */
    public record Search(Question question, Analysis analysis, String model, int dimensions, boolean explain) {}

    public void reset() {
        answers.clear();
        asked.clear();
        alike.clear();
        similarLookups.set(0);
        refreshing = false;
        skipped = List.of();
        lastSearch = Optional.empty();
        lastGeneration = Optional.empty();
        rewritten = Optional.empty();
        generating = USUAL_TOKENS;
        rulesOnly = false;
        routingHangs = false;
        searchEpoch = "settings-1";
        models.clear();
        similarities.clear();
        rewritings.set(0);
        routings.set(0);
        refusedRoutings.set(0);
        embeddings.set(0);
        failing.clear();
        generations.set(0);
        collectionVersion = "v1";
        model = "fake@1";
        nextModel = Optional.empty();
        release();
        waiting = new CountDownLatch(1);
        interrupted = new CountDownLatch(1);
        grounded = true;
        leftOut = List.of();
        cacheHangs = false;
    }

    public void fail(String service) {
        failing.put(
                service, QuernException.unavailable(service, service + " cannot be reached.", new IOException("down")));
    }

    public void holdGeneration() {
        held = Optional.of(new CountDownLatch(1));
    }

    public void release() {
        held.ifPresent(CountDownLatch::countDown);
        held = Optional.empty();
    }

    /** The same search may find something else from now on. */
    public void searchOtherwise() {
        searchEpoch = "settings-2";
    }

    /** Questions that follow on are this one. */
    public void rewriteTo(String question) {
        rewritten = Optional.of(question);
    }

    /** No model can rewrite, though one should. */
    public void rewriteByRulesOnly() {
        rulesOnly = true;
    }

    /** From now on this is what a text takes. */
    public void generateFor(Generated.Tokens tokens) {
        generating = tokens;
    }

    /** From now on nobody says which models there are before their time is over. */
    public void hangRouting() {
        routingHangs = true;
    }

    public void embedBy(String collection, String withModel) {
        models.put(collection, withModel);
    }

    /** What is found in this collection is as similar as that. */
    public void findSimilar(String collection, float similarity) {
        similarities.put(collection, similarity);
    }

    public int routings() {
        return routings.get();
    }

    /** How often it was asked for while llm-service was away. */
    public int refusedRoutings() {
        return refusedRoutings.get();
    }

    public int rewritings() {
        return rewritings.get();
    }

    public Writing lastGeneration() {
        return lastGeneration.orElseThrow();
    }

    private String modelOf(String collection) {
        return models.getOrDefault(collection, model);
    }

    public void changeCollection() {
        collectionVersion = "v2";
    }

    /** As soon as the collection has been described once more it has this model, and no vectors of any other. */
    public void rebuildOnceDescribed(String withModel) {
        nextModel = Optional.of(withModel);
    }

    public void answerWithoutSupport() {
        grounded = false;
    }

    /** From now on a search goes without this stage. */
    public void searchWithout(String stage) {
        leftOut = List.of(stage);
    }

    public void searchInFull() {
        leftOut = List.of();
    }

    /** For the semantic cache both ask for the same. */
    public void takeForTheSame(String question, String other) {
        alike.add(Set.of(question, other));
    }

    /** Whoever gets an answer from the cache is asked to make it anew. */
    public void askForFreshAnswers() {
        refreshing = true;
    }

    /** This model should answer, and cannot. */
    public void skip(String model) {
        skipped = List.of(model);
    }

    public int similarLookups() {
        return similarLookups.get();
    }

    /** How many answers the caches have: the exact one and the semantic one. */
    public List<Integer> remembered() {
        return List.of(answers.size(), asked.size());
    }

    public int generations() {
        return generations.get();
    }

    public Search lastSearch() {
        return lastSearch.orElseThrow();
    }

    /** How many questions were made vectors of. */
    public int embeddings() {
        return embeddings.get();
    }

    public CountDownLatch waiting() {
        return waiting;
    }

    public CountDownLatch interrupted() {
        return interrupted;
    }

    public void hangCache() {
        cacheHangs = true;
    }

    /** As a remote call does: until its deadline, and then it says so. */
    private void hangWith(Call call) {
        while (cacheHangs) {
            LockSupport.parkNanos(1_000_000);
            call.ensureWanted();
        }
    }

    public void overload(String service) {
        failing.put(service, QuernException.overloaded(service + " is busy.", Duration.ofSeconds(1)));
    }

    /** Throws when this service is made to fail. */
    void answerOrFail(String service) {
        QuernException failure = failing.get(service);
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public CollectionInfo describe(Call call, String collection) {
        answerOrFail("retrieval-service");
        if (collection.equals("missing")) {
            throw QuernException.notFound("collection", "There is no collection `missing`.");
        }
        CollectionInfo described =
                new CollectionInfo(new Edition(collection, collectionVersion, searchEpoch), modelOf(collection));
        model = nextModel.orElse(model);
        return described;
    }

    @Override
    public Found search(Call call, Question question, Analysis analysis, QuestionVector vector, boolean explain) {
        answerOrFail("retrieval-service");
        if (vector.numbers().length > 0 && !vector.model().equals(modelOf(question.collection()))) {
            throw new QuernException(ErrorCode.CONFLICT, "The collection has another model.").withField("collection");
        }
        lastSearch = Optional.of(new Search(question, analysis, vector.model(), vector.numbers().length, explain));
        Source source = new Source(
                1,
                question.collection(),
                "doc-1",
                "chunk-1",
                "Querns",
                "A quern grinds grain.",
                1f,
                question.options().wantsVector()
                        ? Optional.of(similarities.getOrDefault(question.collection(), .9f))
                        : Optional.empty(),
                0,
                21,
                3,
                List.of("Mills"));
        FoundPassage passage = new FoundPassage(
                source,
                List.of(new FoundPassage.Highlight(2, 7)),
                explain ? "Third by vectors, first by words." : "",
                Map.of("year", new FieldValue.Numeric(1786)));
        List<PlanStep> plan = explain
                ? List.of(
                        new PlanStep("filter", "tags", Duration.ofNanos(1_500), 40, Optional.of(.25f)),
                        new PlanStep("search", "hybrid", Duration.ofMillis(2), 1, Optional.empty()))
                : List.of();
        return new Found(
                List.of(passage),
                List.of(new Edition(question.collection(), collectionVersion, searchEpoch)),
                plan,
                leftOut);
    }

    @Override
    public float[] embedQuestion(Call call, String model, String question) {
        answerOrFail("embedding-service");
        embeddings.incrementAndGet();
        return new float[] {1f};
    }

    @Override
    public Routing routing(Call call) {
        refusedRoutings.addAndGet(failing.containsKey("llm-service") ? 1 : 0);
        answerOrFail("llm-service");
        routings.incrementAndGet();
        while (routingHangs) {
            LockSupport.parkNanos(1_000_000);
            call.ensureWanted();
        }
        return new Routing("epoch", "prompt-1", List.of("fake", "extractive"));
    }

    @Override
    public Rewritten rewrite(Call call, Question question) {
        answerOrFail("rewriting");
        rewritings.incrementAndGet();
        return rewritten
                .map(text -> new Rewritten(text, true, "rules", rulesOnly, new Generated.Tokens(5, 2, .25)))
                .orElseGet(() -> new Rewritten(question.text(), false, "rules", rulesOnly, Generated.Tokens.NONE));
    }

    @Override
    public Generated generate(Call call, Question question, List<Source> sources, Terms terms, Parts parts)
            throws InterruptedException {
        answerOrFail("llm-service");
        generations.incrementAndGet();
        lastGeneration = Optional.of(new Writing(question, sources, terms));
        parts.on("It grinds ");
        Optional<CountDownLatch> hold = held;
        waiting.countDown();
        if (hold.isPresent()) {
            try {
                hold.get().await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        }
        answerOrFail("llm-stream");
        parts.on("grain [1].");
        return new Generated(
                "It grinds grain [1].",
                List.of(new Sentence(
                        "It grinds grain [1].",
                        grounded ? List.of(new Citation(1, "A quern grinds grain.", 1f)) : List.of())),
                Generated.Finish.STOP,
                new Generated.Model("fake", "extractive", "the only one", "epoch", "prompt-1", skipped),
                generating);
    }

    @Override
    public Optional<AnswerCache.Hit> find(Call call, AnswerKey key, Consumer<QuernException> trouble) {
        return tried("cache-service", trouble, () -> {
                    hangWith(brief(call));
                    return Optional.ofNullable(answers.get(key.canonical()));
                })
                .map(kept -> new AnswerCache.Hit(kept, "memory", refreshing));
    }

    @Override
    public void remember(Call call, AnswerKey key, Kept kept, Duration took, Consumer<QuernException> trouble) {
        tried("cache-service", trouble, () -> Optional.ofNullable(answers.put(key.canonical(), kept)));
    }

    @Override
    public void forget(Call call, String key) {
        answerOrFail("cache-service");
        answers.remove(key);
    }

    @Override
    public Optional<SimilarAnswers.Hit> find(
            Call call, SimilarKey namespace, String question, float[] vector, Consumer<QuernException> trouble) {
        similarLookups.incrementAndGet();
        return tried(
                "semantic-cache",
                trouble,
                () -> asked.entrySet().stream()
                        .filter(entry -> entry.getKey().namespace().equals(namespace))
                        .filter(entry -> isTheSame(question, entry.getValue().question()))
                        .findFirst()
                        .map(entry -> new SimilarAnswers.Hit(
                                entry.getValue().answer(),
                                entry.getKey().id(),
                                entry.getValue().question(),
                                .97f,
                                .99f)));
    }

    @Override
    public Optional<String> remember(
            Call call,
            SimilarKey namespace,
            String question,
            float[] vector,
            Answer answer,
            Duration took,
            Consumer<QuernException> trouble) {
        return tried("semantic-cache", trouble, () -> {
            String id = "entry" + asked.size();
            asked.put(new CacheEntry.Similar(namespace, id), new Asked(question, answer));
            return Optional.of(id);
        });
    }

    @Override
    public void reportWrong(Call call, CacheEntry.Similar entry) {
        answerOrFail("semantic-cache");
        asked.remove(entry);
    }

    private boolean isTheSame(String question, String other) {
        return question.equals(other) || alike.contains(Set.of(question, other));
    }

    private <T> Optional<T> tried(String service, Consumer<QuernException> trouble, Supplier<Optional<T>> work) {
        try {
            answerOrFail(service);
            return work.get();
        } catch (QuernException failure) {
            trouble.accept(failure);
            return Optional.empty();
        }
    }

    private static Call brief(Call call) {
        return new Call(call.credential(), call.deadline().orAfter(Duration.ofMillis(100)), call.traceId());
    }
}
