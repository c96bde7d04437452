package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BulkheadTest {

    @Test
    void refusesWhatDoesNotFitAndSaysWhenToComeBack() throws InterruptedException {
        Bulkhead bulkhead = new Bulkhead(1, 0);
        CountDownLatch release = occupy(bulkhead);

        assertThatThrownBy(() -> bulkhead.run(Calls.patient(), () -> "done"))
                .isInstanceOfSatisfying(QuernException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
                    assertThat(e.retryAfter()).isPresent();
                });
        assertThat(bulkhead.pending()).isEqualTo(1);
        release.countDown();
    }

    @Test
    void waitsNoLongerThanTheCallHasTime() throws InterruptedException {
        Bulkhead bulkhead = new Bulkhead(1, 1);
        CountDownLatch release = occupy(bulkhead);

        assertThatThrownBy(() -> bulkhead.run(Calls.lasting(Duration.ofMillis(20)), () -> "done"))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
        assertThat(bulkhead.pending()).isEqualTo(1);
        release.countDown();
    }

    @Test
    void lightensWhenWorkFails() throws InterruptedException {
        Bulkhead bulkhead = new Bulkhead(1, 0);

        assertThatThrownBy(() -> bulkhead.run(Calls.patient(), () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        assertThat(bulkhead.pending()).isZero();
        assertThat(bulkhead.<String>run(Calls.patient(), () -> "done")).isEqualTo("done");
    }

    private static CountDownLatch occupy(Bulkhead bulkhead) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                bulkhead.run(Calls.patient(), () -> {
                    running.countDown();
                    return release.await(30, TimeUnit.SECONDS);
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
        return release;
    }
}
