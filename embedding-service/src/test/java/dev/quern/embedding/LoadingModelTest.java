package dev.quern.embedding;

import static dev.quern.embedding.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.embedding.ModelStatus.State;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadingModelTest {
    private final FakeEmbeddingModel fake = FakeEmbeddingModel.open();
    private LoadingModel<FakeEmbeddingModel> model = loading(() -> fake, Duration.ofMinutes(1));

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void makesEarlyCallersWait() throws Exception {
        FutureTask<FakeEmbeddingModel> early = new FutureTask<>(() -> model.await(TestCalls.patient()));
        Thread.ofVirtual().start(early);
        assertThat(model.status().state()).isEqualTo(State.LOADING);

        model.start();

        assertThat(early.get()).isSameAs(fake);
        assertThat(model.status().state()).isEqualTo(State.READY);
    }

    @Test
    void saysThatItIsStillLoadingWhenThatTakesTooLong() {
        model = loading(() -> fake, Duration.ofMillis(10));

        QuernException failure = failure();

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.text()).contains("still loading");
    }

    @Test
    void saysWhyItCouldNotBeLoaded() throws Exception {
        model = loading(
                () -> {
                    throw new UnsatisfiedLinkError("no such library");
                },
                Duration.ofMinutes(1));
        model.start();
        await(() -> model.status().state() == State.UNAVAILABLE);

        QuernException failure = failure();

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.service()).contains("embedding model fake");
        assertThat(model.status().reason()).isEqualTo("no such library");
    }

    @Test
    void isThereOnceWhatKeptItAwayIsGone() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        model = loading(
                () -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new IllegalStateException("not mounted yet");
                    }
                    return fake;
                },
                Duration.ofMinutes(1));

        model.start();

        await(() -> model.status().state() == State.READY);
        assertThat(model.await(TestCalls.patient())).isSameAs(fake);
    }

    @Test
    void closesWhatIsLoadedTooLate() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        model = loading(
                () -> {
                    loading.await();
                    return fake;
                },
                Duration.ofMinutes(1));
        model.start();

        model.close();
        loading.countDown();

        await(() -> fake.closed);
        assertThat(failure().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    private QuernException failure() {
        return catchThrowableOfType(QuernException.class, () -> model.await(TestCalls.patient()));
    }

    private static LoadingModel<FakeEmbeddingModel> loading(Callable<FakeEmbeddingModel> loader, Duration patience) {
        return new LoadingModel<>("fake", loader, patience);
    }
}
