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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** All the services behind the gateway, in memory, and made to fail or to wait at will. */
@Alternative
@Priority(1)
@ApplicationScoped
public class FakeServices implements Passages, Embeddings, Generation, AnswerCache, Documents {
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
    private volatile boolean cacheHangs;
    private volatile String uploaded = "";

    public void reset() {
        answers.clear();
        documents.clear();
        failing.clear();
        generations.set(0);
        collectionVersion = "v1";
        release();
        waiting = new CountDownLatch(1);
        interrupted = new CountDownLatch(1);
        grounded = true;
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

    public int generations() {
        return generations.get();
    }

    public String uploaded() {
        return uploaded;
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
        return new CollectionInfo(collection, collectionVersion, "fake@1", 1, 1);
    }

    @Override
    public Found search(Call call, Question question, float[] vector) {
        answerOrFail("retrieval-service");
        return new Found(
                List.of(new Source(
                        1,
                        "doc-1",
                        "chunk-1",
                        "Querns",
                        "A quern grinds grain.",
                        1f,
                        Optional.of(.9f),
                        0,
                        21,
                        List.of("Mills"))),
                collectionVersion);
    }

    @Override
    public float[] embedQuestion(Call call, String model, String question) {
        answerOrFail("embedding-service");
        return new float[] {1f};
    }

    @Override
    public Routing routing(Call call) {
        answerOrFail("llm-service");
        return new Routing("epoch", "prompt-1");
    }

    @Override
    public Generated generate(Call call, Question question, List<Source> sources, Parts parts)
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
                NOW);
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
}
