package dev.quern.embedding;

import static dev.quern.embedding.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbedderTest {
    private final FakeEmbeddingModel model = FakeEmbeddingModel.held(new BatchShape(3, 32, true));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BatchScheduler scheduler =
            new BatchScheduler(1, Thread.ofPlatform(), BatchScheduler.Callers.WAIT, new Timing(registry));
    private final TextReader reader = new TextReader(1, new Timing(new SimpleMeterRegistry()));
    private final PendingTexts pending = new PendingTexts(8);
    private final Embedder embedder = new Embedder(
            new EmbeddingLimits(3, 10_000),
            new ServedModels<>(
                    "embedding model",
                    List.of(new ServedModel<>(
                            new LoadingModel<>("fake", () -> model, Duration.ofMinutes(1)), pending, scheduler, true)),
                    Optional.of("fake")),
            reader,
            new VectorCache(100, Duration.ofHours(1), registry),
            registry);

    @BeforeEach
    void start() {
        embedder.start();
    }

    @AfterEach
    void close() {
        model.endAll();
        scheduler.close();
        reader.close();
        embedder.close();
    }

    @Test
    void refusesAsOverloadWhatDoesNotFitTheQueue() throws Exception {
        Future<Embedded> running = inBackground("a", "b", "c");
        nextBatch();
        Future<Embedded> waiting = inBackground("d");
        await(() -> pending.count() == 4);

        QuernException failure = failureOf("e", "f");

        assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(failure.retryAfter()).isPresent();
        model.endAll();
        assertThat(running.get().embeddings()).hasSize(3);
        assertThat(waiting.get().embeddings()).hasSize(1);
        assertThat(pending.count()).isZero();
    }

    @Test
    void makesRoomAtOnceWhenAWaitingCallerLeaves() throws Exception {
        Future<Embedded> running = inBackground("a", "b");
        nextBatch();
        FutureTask<Embedded> leaving = inBackground("c", "d");
        await(() -> pending.count() == 4);

        leaving.cancel(true);

        await(() -> pending.count() == 2);
        assertThat(catchThrowableOfType(CancellationException.class, leaving::get))
                .isNotNull();
        model.endAll();
        assertThat(embed("e").embeddings()).hasSize(1);
        assertThat(running.get().embeddings()).hasSize(2);
        assertThat(model.batches).containsExactly(List.of("a", "b"), List.of("e"));
    }

    @Test
    void computesATextOnlyOnce() throws Exception {
        model.endAll();
        Embedding first = embed("a", "b").embeddings().getFirst();

        List<Embedding> second = embed("c", "a").embeddings();

        assertThat(second.get(1)).isEqualTo(first);
        assertThat(model.batches).containsExactly(List.of("a", "b"), List.of("c"));
        assertThat(second.getFirst().vector()).isEqualTo(FakeEmbeddingModel.vector("c"));
    }

    @Test
    void answersFromWhatItKnowsWhileTheModelIsBusy() throws Exception {
        model.endOne();
        embed("known");
        nextBatch();
        Future<Embedded> running = inBackground("a", "b", "c");
        nextBatch();

        Future<Embedded> more = inBackground("d");
        await(() -> pending.count() == 4);

        assertThat(failureOf("e").code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(embed("known").embeddings()).hasSize(1);
        assertThat(running.isDone()).isFalse();
        assertThat(more.isDone()).isFalse();
    }

    @Test
    void refusesTextsThatBreakALimitAndNamesThem() {
        assertThat(failureOf().field()).contains("texts");
        assertThat(failureOf("a", "b", "c", "d").field()).contains("texts");
        assertThat(failureOf("a", " \n").field()).contains("texts[1]");
        assertThat(failureOf("x".repeat(10_001)).field()).contains("texts[0]");
        assertThat(catchThrowableOfType(
                                QuernException.class,
                                () -> embedder.embed(
                                        TestCalls.patient(), "bge", List.of("a"), Purpose.QUERY, Priority.BATCH))
                        .field())
                .contains("model");
        assertThat(model.batches).isEmpty();
    }

    @Test
    void readsALongTextElsewhere() throws Exception {
        model.endAll();

        Embedding embedding = embed("a ".repeat(5_000)).embeddings().getFirst();

        assertThat(embedding.truncated()).isTrue();
        assertThat(embedding.tokenCount()).isEqualTo(5_000);
    }

    @Test
    void lowersAPriorityToWhatTheCallerMayUse() throws Exception {
        Call batchOnly = TestCalls.of("acme", Priority.BATCH, Duration.ofMinutes(5));
        Future<Embedded> running = inBackground("running");
        nextBatch();
        Future<Embedded> bulk = inBackground(batchOnly, Priority.EMERGENCY, "bulk");
        await(() -> scheduler.waiting() == 1);
        Future<Embedded> question = inBackground("question");
        await(() -> scheduler.waiting() == 2);

        model.endOne();

        assertThat(nextBatch()).containsExactly("question");
        model.endAll();
        assertThat(running.get().embeddings()).hasSize(1);
        assertThat(question.get().embeddings()).hasSize(1);
        assertThat(bulk.get().embeddings()).hasSize(1);
    }

    @Test
    void tellsTheTokensOfTextsInTheirOrderAndCountsThem() throws Exception {
        Tokenized tokenized = embedder.tokenize(TestCalls.patient(), "", List.of("a bc", "d"));

        assertThat(tokenized.model()).isEqualTo(model.description());
        assertThat(tokenized.ends()).containsExactly(new int[] {1, 4}, new int[] {1});
        assertThat(registry.get("quern.embedding.tokenized").counter().count()).isEqualTo(2);
        assertThat(pending.count()).isZero();
    }

    @Test
    void tellsTheTokensOfALongTextElsewhere() throws Exception {
        List<int[]> ends = embedder.tokenize(TestCalls.patient(), "fake", List.of("ab ".repeat(3_000)))
                .ends();

        assertThat(ends).singleElement().satisfies(of -> assertThat(of).hasSize(3_000));
    }

    @Test
    void tellsNoTokensOfTextsThatBreakALimitOrDoNotFitTheQueue() throws Exception {
        assertThat(tokenizingFailure("a", "b", "c", "d").field()).contains("texts");
        assertThat(tokenizingFailure(" ").field()).contains("texts[0]");
        Future<Embedded> running = inBackground("a", "b", "c");
        nextBatch();
        Future<Embedded> waiting = inBackground("d");
        await(() -> pending.count() == 4);

        assertThat(tokenizingFailure("e", "f").code()).isEqualTo(ErrorCode.OVERLOADED);
        model.endAll();
        assertThat(running.get().embeddings()).hasSize(3);
        assertThat(waiting.get().embeddings()).hasSize(1);
    }

    private QuernException tokenizingFailure(String... texts) {
        return catchThrowableOfType(
                QuernException.class, () -> embedder.tokenize(TestCalls.patient(), "", List.of(texts)));
    }

    @Test
    void countsTextsTokensAndTruncations() throws Exception {
        model.endAll();

        embed("a b", "a ".repeat(20));

        assertThat(registry.get("quern.embedding.texts").counter().count()).isEqualTo(2);
        assertThat(registry.get("quern.embedding.tokens").counter().count()).isEqualTo(18);
        assertThat(registry.get("quern.embedding.truncations").counter().count())
                .isEqualTo(1);
        assertThat(registry.get("quern.embedding.compute").timer().count()).isPositive();
        assertThat(registry.get("quern.embedding.wait").timer().count()).isEqualTo(2);
    }

    private List<String> nextBatch() throws InterruptedException {
        List<String> batch = model.begun.poll(30, TimeUnit.SECONDS);
        assertThat(batch).isNotNull();
        return batch;
    }

    private Embedded embed(String... texts) throws InterruptedException {
        return embedder.embed(TestCalls.patient(), "", List.of(texts), Purpose.PASSAGE, Priority.INTERACTIVE);
    }

    private FutureTask<Embedded> inBackground(String... texts) {
        return inBackground(TestCalls.patient(), Priority.INTERACTIVE, texts);
    }

    private FutureTask<Embedded> inBackground(Call call, Priority priority, String... texts) {
        FutureTask<Embedded> task =
                new FutureTask<>(() -> embedder.embed(call, "", List.of(texts), Purpose.PASSAGE, priority));
        Thread.ofVirtual().start(task);
        return task;
    }

    private QuernException failureOf(String... texts) {
        return catchThrowableOfType(QuernException.class, () -> embed(texts));
    }
}
