package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** All the services behind the gateway, in memory, and made to fail or to wait at will. */
@Alternative
@Priority(1)
@ApplicationScoped
public class FakeServices implements Passages, Embeddings, Generation, AnswerCache, Documents, Catalogue {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, Document> documents = new ConcurrentHashMap<>();
    private final Map<String, QuernException> failing = new ConcurrentHashMap<>();
    private final AtomicInteger generations = new AtomicInteger();
    private volatile String collectionVersion = "v1";
    private volatile Optional<CountDownLatch> held = Optional.empty();
    private volatile CountDownLatch waiting = new CountDownLatch(1);
    private volatile CountDownLatch interrupted = new CountDownLatch(1);
    private volatile boolean grounded = true;
    private volatile List<String> leftOut = List.of();
    private volatile boolean cacheHangs;
    private volatile String uploaded = "";
    private final Map<String, Catalogue.Collection> collections = new ConcurrentSkipListMap<>();
    private volatile Optional<Search> lastSearch = Optional.empty();
    private volatile Optional<PageRequest> lastPage = Optional.empty();
    private final AtomicInteger embeddings = new AtomicInteger();

    /** A search as it was asked for. */
    public record Search(Question question, Analysis analysis, String model, int dimensions, boolean explain) {}

    public void reset() {
        answers.clear();
        documents.clear();
        collections.clear();
        lastSearch = Optional.empty();
        lastPage = Optional.empty();
        embeddings.set(0);
        failing.clear();
        generations.set(0);
        collectionVersion = "v1";
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

    public void changeCollection() {
        collectionVersion = "v2";
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

    public int generations() {
        return generations.get();
    }

    public String uploaded() {
        return uploaded;
    }

    public Search lastSearch() {
        return lastSearch.orElseThrow();
    }

    public PageRequest lastPage() {
        return lastPage.orElseThrow();
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

    private void answerOrFail(String service) {
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
        return new CollectionInfo(collectionVersion, "fake@1");
    }

    @Override
    public Found search(Call call, Question question, Analysis analysis, QuestionVector vector, boolean explain) {
        answerOrFail("retrieval-service");
        lastSearch = Optional.of(new Search(question, analysis, vector.model(), vector.numbers().length, explain));
        Source source = new Source(
                1,
                "doc-1",
                "chunk-1",
                "Querns",
                "A quern grinds grain.",
                1f,
                Optional.of(.9f),
                0,
                21,
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
        return new Found(List.of(passage), collectionVersion, plan, leftOut);
    }

    @Override
    public float[] embedQuestion(Call call, String model, String question) {
        answerOrFail("embedding-service");
        embeddings.incrementAndGet();
        return new float[] {1f};
    }

    @Override
    public Routing routing(Call call) {
        answerOrFail("llm-service");
        return new Routing("epoch", "prompt-1");
    }

    @Override
    public Generated generate(Call call, Question question, Analysis analysis, List<Source> sources, Parts parts)
            throws InterruptedException {
        generations.incrementAndGet();
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
                new Generated.Model("fake", "extractive", "the only one", "epoch", "prompt-1"),
                new Generated.Tokens(10, 4));
    }

    @Override
    public Optional<Hit> find(Call call, AnswerKey key) {
        answerOrFail("cache-service");
        hangWith(call);
        return Optional.ofNullable(answers.get(key.canonical())).map(answer -> new Hit(answer, "memory"));
    }

    @Override
    public void remember(Call call, AnswerKey key, Answer answer) {
        answerOrFail("cache-service");
        answers.put(key.canonical(), answer);
    }

    @Override
    public Accepted upload(Call call, Header header, InputStream content) throws IOException {
        answerOrFail("retrieval-service");
        if (!List.of("text/plain", "text/markdown").contains(header.mediaType())) {
            throw new QuernException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Only text.").withField("media_type");
        }
        uploaded = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        Document document = new Document(
                header.documentId().isEmpty() ? "doc-made" : header.documentId(),
                header.collection(),
                header.title(),
                header.source(),
                header.mediaType(),
                "pending",
                "",
                0,
                0,
                uploaded.length(),
                NOW,
                NOW,
                header.tags(),
                header.language(),
                header.metadata());
        documents.put(document.documentId(), document);
        return new Accepted(document, true);
    }

    @Override
    public Document get(Call call, String collection, String documentId) {
        return Optional.ofNullable(new HashMap<>(documents).get(documentId))
                .orElseThrow(
                        () -> QuernException.notFound("document_id", "There is no document `" + documentId + "`."));
    }

    @Override
    public void delete(Call call, String collection, String documentId) {
        if (documents.remove(documentId) == null) {
            throw QuernException.notFound("document_id", "There is no document `" + documentId + "`.");
        }
    }

    @Override
    public Page<Document> list(Call call, String collection, PageRequest page) {
        answerOrFail("retrieval-service");
        lastPage = Optional.of(page);
        List<Document> there = documents.values().stream()
                .filter(document -> document.collection().equals(collection))
                .sorted(Comparator.comparing(Document::documentId))
                .toList();
        return page(there, page);
    }

    @Override
    public Catalogue.Collection create(Call call, NewCollection wanted) {
        answerOrFail("retrieval-service");
        Catalogue.Collection made = new Catalogue.Collection(
                wanted.name(),
                wanted.embeddingModel().isEmpty() ? "fake@1" : wanted.embeddingModel(),
                384,
                wanted.distance(),
                wanted.profile(),
                wanted.fields(),
                "v1",
                0,
                0,
                0,
                NOW,
                List.of("This store keeps all vectors in memory."));
        Catalogue.Collection there = collections.putIfAbsent(wanted.name(), made);
        if (there != null && !there.equals(made)) {
            throw new QuernException(ErrorCode.CONFLICT, "It is there with other settings.").withField("name");
        }
        return made;
    }

    @Override
    public Catalogue.Collection get(Call call, String name) {
        answerOrFail("retrieval-service");
        return Optional.ofNullable(new HashMap<>(collections).get(name)).orElseThrow(() -> noCollection(name));
    }

    @Override
    public Page<Catalogue.Collection> list(Call call, PageRequest page) {
        answerOrFail("retrieval-service");
        lastPage = Optional.of(page);
        return page(List.copyOf(collections.values()), page);
    }

    @Override
    public void delete(Call call, String name) {
        if (collections.remove(name) == null) {
            throw noCollection(name);
        }
    }

    private static QuernException noCollection(String name) {
        return QuernException.notFound("collection", "There is no collection `" + name + "`.");
    }

    /** A token is the number of items before it. */
    private static <T> Page<T> page(List<T> all, PageRequest page) {
        int from = page.token().isEmpty() ? 0 : Integer.parseInt(page.token());
        int to = Math.min(all.size(), from + page.size());
        return new Page<>(all.subList(from, to), to == all.size() ? "" : Integer.toString(to));
    }
}
