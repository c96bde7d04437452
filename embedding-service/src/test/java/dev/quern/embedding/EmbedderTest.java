package dev.quern.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbedderTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final FakeEmbeddingModel blocked = new FakeEmbeddingModel(gate);
    private Embedder embedder = embedder(() -> blocked, Duration.ofMinutes(1));

    @AfterEach
    void close() {
        gate.countDown();
        embedder.close();
    }

    @Test
    void refusesAsOverloadWhatDoesNotFitTheQueue() throws Exception {
        embedder.start();
        Future<Embedded> running = inBackground("a", "b", "c");
        blocked.begun.await();
        Future<Embedded> waiting = inBackground("d");
        await(() -> embedder.pendingTexts() == 4);

        QuernException failure = failureOf("e", "f");

        assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(failure.retryAfter()).isPresent();
        gate.countDown();
        assertThat(running.get().embeddings()).hasSize(3);
        assertThat(waiting.get().embeddings()).hasSize(1);
        assertThat(embedder.pendingTexts()).isZero();
    }

    @Test
    void makesRoomAtOnceWhenAWaitingCallerLeaves() throws Exception {
        embedder.start();
        Future<Embedded> running = inBackground("a", "b");
        blocked.begun.await();
        Thread leaving = Thread.ofVirtual()
                .start(() -> assertThatThrownBy(
                                () -> embedder.embed(TestCalls.patient(), "", List.of("c", "d"), Purpose.QUERY))
                        .isInstanceOf(InterruptedException.class));
        await(() -> embedder.pendingTexts() == 4);

        leaving.interrupt();
        assertThat(leaving.join(Duration.ofSeconds(30))).isTrue();

        assertThat(embedder.pendingTexts()).isEqualTo(2);
        gate.countDown();
        running.get();
        embedder.close();
        assertThat(blocked.runs).hasValue(1);
    }

    @Test
    void interruptsTheComputationWhenItsCallerLeaves() throws Exception {
        embedder.start();
        Thread leaving = Thread.ofVirtual()
                .start(() -> assertThatThrownBy(
                                () -> embedder.embed(TestCalls.patient(), "", List.of("a"), Purpose.QUERY))
                        .isInstanceOf(InterruptedException.class));
        blocked.begun.await();

        leaving.interrupt();

        assertThat(blocked.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stopsAtTheDeadline() throws Exception {
        embedder.start();
        Future<Embedded> running = inBackground("a");
        blocked.begun.await();

        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> embedder.embed(TestCalls.lasting(Duration.ofMillis(20)), "", List.of("b"), Purpose.QUERY));

        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        gate.countDown();
        running.get();
    }

    @Test
    void makesEarlyCallersWaitForTheModel() throws Exception {
        gate.countDown();
        Future<Embedded> early = inBackground("a");
        await(() -> embedder.pendingTexts() == 1);
        assertThat(embedder.status().state()).isEqualTo(ModelStatus.State.LOADING);

        embedder.start();

        assertThat(early.get().model().exactName()).isEqualTo("fake@1");
        assertThat(embedder.status().state()).isEqualTo(ModelStatus.State.READY);
    }

    @Test
    void saysThatTheModelIsStillLoadingWhenThatTakesTooLong() {
        embedder = embedder(() -> blocked, Duration.ofMillis(10));

        QuernException failure = failureOf("a");

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.text()).contains("still loading");
        assertThat(embedder.pendingTexts()).isZero();
    }

    @Test
    void saysWhyTheModelCouldNotBeLoaded() {
        embedder = embedder(
                () -> {
                    throw new UnsatisfiedLinkError("no such library");
                },
                Duration.ofMinutes(1));
        embedder.start();

        QuernException failure = failureOf("a");

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.service()).contains("embedding-service");
        assertThat(embedder.status().state()).isEqualTo(ModelStatus.State.UNAVAILABLE);
        assertThat(embedder.status().reason()).isEqualTo("no such library");
    }

    @Test
    void closesAModelThatIsLoadedTooLate() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        embedder = embedder(
                () -> {
                    loading.await();
                    return blocked;
                },
                Duration.ofMinutes(1));
        embedder.start();

        embedder.close();
        loading.countDown();

        await(() -> blocked.closed);
        assertThat(failureOf("a").code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void refusesTextsThatBreakALimitAndNamesThem() {
        gate.countDown();
        embedder.start();

        assertThat(failureOf().field()).contains("texts");
        assertThat(failureOf("a", "b", "c", "d").field()).contains("texts");
        assertThat(failureOf("a", " \n").field()).contains("texts[1]");
        assertThat(failureOf("x".repeat(101)).field()).contains("texts[0]");
        assertThat(catchThrowableOfType(
                                QuernException.class,
                                () -> embedder.embed(TestCalls.patient(), "bge", List.of("a"), Purpose.QUERY))
                        .field())
                .contains("model");
        assertThat(blocked.runs).hasValue(0);
    }

    @Test
    void countsTextsTokensAndTruncations() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        embedder =
                embedder(() -> new MeteredEmbeddingModel(FakeEmbeddingModel.open(), registry), Duration.ofMinutes(1));
        embedder.start();

        embedder.embed(TestCalls.patient(), "fake", List.of("a b", "a ".repeat(20)), Purpose.QUERY);

        assertThat(registry.get("quern.embedding.texts").counter().count()).isEqualTo(2);
        assertThat(registry.get("quern.embedding.tokens").counter().count()).isEqualTo(22);
        assertThat(registry.get("quern.embedding.truncations").counter().count())
                .isEqualTo(1);
        assertThat(registry.get("quern.embedding.compute").timer().count()).isEqualTo(1);
    }

    private static Embedder embedder(Callable<EmbeddingModel> loader, Duration patience) {
        return new Embedder(
                new EmbeddingLimits(3, 100),
                new LoadingModel("fake", loader, patience),
                new PendingTexts(5),
                new InferenceThreads(1));
    }

    private Future<Embedded> inBackground(String... texts) {
        Call call = TestCalls.patient();
        FutureTask<Embedded> task = new FutureTask<>(() -> embedder.embed(call, "", List.of(texts), Purpose.PASSAGE));
        Thread.ofVirtual().start(task);
        return task;
    }

    private QuernException failureOf(String... texts) {
        return catchThrowableOfType(
                QuernException.class, () -> embedder.embed(TestCalls.patient(), "", List.of(texts), Purpose.PASSAGE));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited long enough").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
