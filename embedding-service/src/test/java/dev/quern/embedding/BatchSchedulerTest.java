package dev.quern.embedding;

import static dev.quern.embedding.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.embedding.BatchScheduler.Callers;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchSchedulerTest {
    private final FakeEmbeddingModel model = FakeEmbeddingModel.held(new BatchShape(4, 64, true));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BatchScheduler scheduler =
            new BatchScheduler(1, Thread.ofPlatform(), Callers.WAIT, new Timing(registry));

    private final List<Future<List<float[]>>> begun = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        model.endAll();
        for (Future<List<float[]>> each : begun) {
            assertThat(each.get()).isNotEmpty();
        }
        scheduler.close();
    }

    @Test
    void computesALoneRequestAtOnceAndWhatComesMeanwhileTogether() throws Exception {
        Future<List<float[]>> lone = compute(call(), "lone");
        assertThat(nextBatch()).containsExactly("lone");
        Future<List<float[]>> first = compute(call(), "first");
        Future<List<float[]>> second = compute(call(), "second", "third");
        await(() -> scheduler.waiting() == 3);

        model.endOne();

        assertThat(nextBatch()).containsExactlyInAnyOrder("first", "second", "third");
        model.endOne();
        assertThat(lone.get()).containsExactly(FakeEmbeddingModel.vector("lone"));
        assertThat(first.get()).containsExactly(FakeEmbeddingModel.vector("first"));
        assertThat(second.get())
                .containsExactly(FakeEmbeddingModel.vector("second"), FakeEmbeddingModel.vector("third"));
    }

    @Test
    void computesOneCallersTextsOnAllThreads() throws Exception {
        try (BatchScheduler two = new BatchScheduler(2, Thread.ofPlatform(), Callers.WAIT, new Timing(registry))) {
            List<FakeText> texts =
                    IntStream.range(0, 8).mapToObj(i -> FakeText.of("text" + i)).toList();
            FutureTask<List<float[]>> all =
                    new FutureTask<>(() -> two.compute(call(), Priority.INTERACTIVE, model, texts));
            Thread.ofVirtual().start(all);

            assertThat(nextBatch()).hasSize(4);
            assertThat(nextBatch()).hasSize(4);
            model.endAll();
            assertThat(all.get()).hasSize(8);
        }
    }

    @Test
    void letsAQuestionPassEverythingButTheBatchThatIsRunning() throws Exception {
        begin(Priority.BATCH, call(), texts("bulk", 100));
        assertThat(nextBatch()).allMatch(text -> text.startsWith("bulk"));
        begin(call(), "question");
        await(() -> scheduler.waiting() == 97);

        model.endOne();

        assertThat(nextBatch()).containsExactly("question");
    }

    @Test
    void letsBulkWorkGoOnWhileQuestionsNeverEnd() throws Exception {
        begin(call(), texts("question", 200));
        assertThat(nextBatch()).hasSize(4);
        begin(Priority.BATCH, call(), texts("bulk", 8));
        await(() -> scheduler.waiting() == 204);

        List<List<String>> batches = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            model.endOne();
            batches.add(nextBatch());
        }

        assertThat(batches.stream().filter(batch -> batch.getFirst().startsWith("bulk")))
                .hasSize(2);
        assertThat(batches.subList(0, 8)).allMatch(batch -> batch.getFirst().startsWith("question"));
    }

    @Test
    void isFairBetweenTenants() throws Exception {
        begin(TestCalls.ofTenant("greedy"), texts("greedy", 100));
        nextBatch();
        begin(TestCalls.ofTenant("modest"), texts("modest", 8));
        await(() -> scheduler.waiting() == 104);

        List<String> next = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            model.endOne();
            next.addAll(nextBatch());
        }

        assertThat(next.stream().filter(text -> text.startsWith("modest"))).hasSize(8);
    }

    @Test
    void neverComputesWhatNobodyWaitsForAnyMore() throws Exception {
        begin(call(), "running");
        nextBatch();
        Leaving leaving = new Leaving("abandoned");
        await(() -> scheduler.waiting() == 1);

        leaving.leave();

        assertThat(scheduler.waiting()).isZero();
        Future<List<float[]>> next = compute(call(), "next");
        model.endAll();
        next.get();
        assertThat(model.batches).containsExactly(List.of("running"), List.of("next"));
    }

    @Test
    void interruptsABatchOnceAllItsCallersHaveLeft() throws Exception {
        Leaving leaving = new Leaving("abandoned");
        nextBatch();

        leaving.leave();

        assertThat(model.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        model.endAll();
        assertThat(compute(call(), "next").get()).hasSize(1);
    }

    @Test
    void stopsAtTheDeadline() {
        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> computeNow(TestCalls.lasting(Duration.ofMillis(20)), "late"));

        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void halvesABatchThatIsTooMuch() throws Exception {
        model.mostAtOnce = 1;
        model.endAll();

        assertThat(compute(call(), "a", "b", "c", "d").get())
                .containsExactlyElementsOf(List.of("a", "b", "c", "d").stream()
                        .map(FakeEmbeddingModel::vector)
                        .toList());
    }

    @Test
    void failsOnlyTheCallerWhoseTextSpoilsTheBatch() throws Exception {
        begin(call(), "running");
        nextBatch();
        Future<List<float[]>> good = compute(call(), "good", "fine");
        Future<List<float[]>> bad = compute(call(), "well", FakeEmbeddingModel.POISON);
        await(() -> scheduler.waiting() == 4);

        model.endAll();

        assertThat(good.get()).hasSize(2);
        assertThatThrownBy(bad::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(QuernException.class)
                .hasMessageContaining("poisoned");
    }

    @Test
    void failsWhoWaitsAndWhoComesOnceItIsClosed() throws Exception {
        Future<List<float[]>> running = compute(call(), "running");
        nextBatch();
        Future<List<float[]>> waiting = compute(call(), "waiting");
        await(() -> scheduler.waiting() == 1);

        scheduler.close();

        for (Future<List<float[]>> each : List.of(running, waiting, compute(call(), "late"))) {
            assertThatThrownBy(each::get).hasMessageContaining("shutting down");
        }
    }

    @Test
    void computesALoneShortTextOnItsCallersThreadWhereThatIsAllowed() throws Exception {
        try (BatchScheduler direct = direct()) {
            Future<List<float[]>> alone = compute(direct, "alone");
            assertThat(nextBatch()).containsExactly("alone");
            assertThat(model.threads).allMatch(Thread::isVirtual);
            Future<List<float[]>> meanwhile = compute(direct, "one");
            Future<List<float[]>> more = compute(direct, "two", "three");
            await(() -> direct.waiting() == 3);
            model.endOne();
            assertThat(nextBatch()).containsExactlyInAnyOrder("one", "two", "three");
            assertThat(model.threads).last().matches(thread -> !thread.isVirtual());
            model.endAll();

            assertThat(alone.get()).containsExactly(FakeEmbeddingModel.vector("alone"));
            assertThat(meanwhile.get()).containsExactly(FakeEmbeddingModel.vector("one"));
            assertThat(more.get()).hasSize(2);
        }
    }

    @Test
    void leavesLongTextsAndSeveralToItsOwnThreads() throws Exception {
        model.endAll();
        try (BatchScheduler direct = direct()) {
            compute(direct, "one", "two").get();
            FakeText longText = new FakeText("long", 65, 65);
            direct.compute(call(), Priority.INTERACTIVE, model, List.of(longText));

            assertThat(model.threads).noneMatch(Thread::isVirtual);
        }
    }

    @Test
    void goesOnAfterACallersOwnComputationFailed() throws Exception {
        model.endAll();
        try (BatchScheduler direct = direct()) {
            assertThatThrownBy(compute(direct, FakeEmbeddingModel.POISON)::get).hasMessageContaining("poisoned");

            assertThat(compute(direct, "one").get()).hasSize(1);
            assertThat(compute(direct, "one", "two").get()).hasSize(2);
        }
    }

    @Test
    void givesACallerWhatItComputesWhileItIsClosed() throws Exception {
        Future<List<float[]>> alone;
        Future<List<float[]>> waiting;
        try (BatchScheduler direct = direct()) {
            alone = compute(direct, "alone");
            nextBatch();
            waiting = compute(direct, "waiting");
            await(() -> direct.waiting() == 1);
        }
        assertThatThrownBy(waiting::get).hasMessageContaining("shutting down");
        model.endAll();
        assertThat(alone.get()).hasSize(1);
    }

    @Test
    void givesManyCallersTheirOwnResults() throws Exception {
        model.endAll();
        List<Future<List<float[]>>> results = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            results.add(compute(
                    i % 3 == 0 ? Priority.BATCH : Priority.INTERACTIVE,
                    TestCalls.ofTenant("tenant" + i % 5),
                    "text " + i,
                    "other " + i));
        }

        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).get())
                    .containsExactly(FakeEmbeddingModel.vector("text " + i), FakeEmbeddingModel.vector("other " + i));
        }
        assertThat(scheduler.waiting()).isZero();
        assertThat(registry.get("quern.embedding.batch").summary().totalAmount())
                .isEqualTo(400);
    }

    /** A caller who does not wait to the end. */
    private final class Leaving {
        private final FutureTask<List<float[]>> task;
        private final Thread thread;

        Leaving(String text) {
            task = new FutureTask<>(() -> computeNow(call(), text));
            thread = Thread.ofVirtual().start(task);
        }

        void leave() {
            thread.interrupt();
            assertThatThrownBy(() -> task.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    private static Call call() {
        return TestCalls.patient();
    }

    private static String[] texts(String text, int count) {
        return IntStream.range(0, count).mapToObj(i -> text + i).toArray(String[]::new);
    }

    private List<String> nextBatch() throws InterruptedException {
        List<String> batch = model.begun.poll(30, TimeUnit.SECONDS);
        return batch == null ? Collections.emptyList() : batch;
    }

    /** For what is let go at the end. */
    private void begin(Call call, String... texts) {
        begin(Priority.INTERACTIVE, call, texts);
    }

    private void begin(Priority priority, Call call, String... texts) {
        Future<List<float[]>> result = compute(priority, call, texts);
        begun.add(result);
    }

    private Future<List<float[]>> compute(Call call, String... texts) {
        return compute(Priority.INTERACTIVE, call, texts);
    }

    private Future<List<float[]>> compute(Priority priority, Call call, String... texts) {
        return compute(scheduler, priority, call, texts);
    }

    private Future<List<float[]>> compute(BatchScheduler by, String... texts) {
        return compute(by, Priority.INTERACTIVE, call(), texts);
    }

    private Future<List<float[]>> compute(BatchScheduler by, Priority priority, Call call, String... texts) {
        FutureTask<List<float[]>> task = new FutureTask<>(() -> by.compute(
                call, priority, model, Stream.of(texts).map(FakeText::of).toList()));
        Thread.ofVirtual().start(task);
        return task;
    }

    private BatchScheduler direct() {
        return new BatchScheduler(1, Thread.ofPlatform(), Callers.COMPUTE, new Timing(registry));
    }

    private List<float[]> computeNow(Call call, String text) throws InterruptedException {
        return scheduler.compute(call, Priority.INTERACTIVE, model, List.of(FakeText.of(text)));
    }
}
