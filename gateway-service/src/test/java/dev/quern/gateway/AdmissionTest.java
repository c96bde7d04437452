package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.redis.Eventually;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void doesWorkThatWaitedAndLeavesItsPlace() {
        Admission admission = admission(Map.of("concurrency", "1"));
        CompletableFuture<String> first = new CompletableFuture<>();
        UniAssertSubscriber<String> one = ask(admission, Uni.createFrom().completionStage(first));
        UniAssertSubscriber<String> two = ask(admission, Uni.createFrom().item("two"));

        two.assertNotTerminated();
        assertThat(gauge("quern.gateway.pending")).isEqualTo(2);
        first.complete("one");

        assertThat(one.awaitItem().getItem()).isEqualTo("one");
        assertThat(two.awaitItem().getItem()).isEqualTo("two");
        assertThat(gauge("quern.gateway.pending")).isZero();
    }

    @Test
    void leavesThePlaceOfWorkThatFailsOrThrowsOrIsGivenUp() {
        Admission admission = admission(Map.of("concurrency", "1", "admission.queue", "0"));

        ask(admission, Uni.createFrom().failure(QuernException.invalid("query", "wrong")))
                .awaitFailure();
        admission
                .admit(visit(), () -> {
                    throw new IllegalStateException("broken");
                })
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .assertFailedWith(IllegalStateException.class, "broken");
        ask(admission, Uni.createFrom().nothing()).cancel();

        ask(admission, Uni.createFrom().item("done")).assertItem("done");
    }

    @Test
    void whoWaitsOnAThreadAndIsInterruptedLeavesTheQueue() throws Exception {
        Admission admission = admission(Map.of("concurrency", "1"));
        Admission.Place taken = admission.await(visit());
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        Thread waiting = Thread.startVirtualThread(() -> {
            try {
                outcome.complete(admission.await(visit()));
            } catch (InterruptedException | RuntimeException gone) {
                outcome.complete(gone);
            }
        });
        Eventually.await("the second to wait", () -> gauge("quern.gateway.pending") == 2);

        waiting.interrupt();

        assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        taken.done();
        assertThat(gauge("quern.gateway.pending")).isZero();
        ask(admission, Uni.createFrom().item("next")).assertItem("next");
    }

    @Test
    void whoWaitsOnAThreadHearsThatThereIsNoPlace() throws Exception {
        Admission admission = admission(Map.of("concurrency", "1", "admission.queue", "0"));
        Admission.Place taken = admission.await(visit());

        assertThatThrownBy(() -> admission.await(visit()))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED));
        taken.done();
    }

    @Test
    void startsNoWorkForWhoIsRefused() {
        Admission admission = admission(Map.of("concurrency", "1", "admission.queue", "0"));
        AtomicInteger begun = new AtomicInteger();
        ask(admission, Uni.createFrom().nothing());

        UniAssertSubscriber<Object> refused = admission
                .admit(visit(), () -> {
                    begun.incrementAndGet();
                    return Uni.createFrom().nothing();
                })
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        assertThat(QuernException.of(refused.getFailure()).code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(begun).hasValue(0);
    }

    @Test
    void doesWithoutWhatTheOperatorSays() {
        Admission admission = admission(Map.of("admission.pressure", "SEVERE"));

        assertThat(admission.pressure()).isEqualTo(Pressure.SEVERE);
        assertThat(gauge("quern.gateway.admission.pressure")).isEqualTo(2);
    }

    @Test
    void showsItsLimitAndWhoWaits() {
        Admission admission = admission(Map.of("concurrency", "20", "admission.first-concurrency", "10"));
        for (int i = 0; i < 12; i++) {
            ask(admission, Uni.createFrom().nothing());
        }

        assertThat(gauge("quern.gateway.admission.limit")).isEqualTo(10);
        assertThat(gauge("quern.gateway.admission.running")).isEqualTo(10);
        assertThat(registry.get("quern.gateway.admission.queued")
                        .tag("lane", "interactive")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(registry.get("quern.gateway.admission.wait").timer().count()).isEqualTo(10);
    }

    @Test
    void fewPlacesNeedNoOtherSetting() {
        admission(Map.of("concurrency", "2"));

        assertThat(gauge("quern.gateway.admission.limit")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "concurrency, 0, quern.gateway.concurrency",
        "admission.least-concurrency, 0, quern.gateway.admission.least-concurrency",
        "admission.first-concurrency, 65, quern.gateway.admission.first-concurrency",
        "admission.first-concurrency, 1, quern.gateway.admission.first-concurrency",
        "admission.queue, -1, quern.gateway.admission.queue",
        "admission.longest-wait, 0S, quern.gateway.admission.longest-wait",
        "admission.batch-share, 0, quern.gateway.admission.batch-share",
        "admission.batch-share, 1.1, quern.gateway.admission.batch-share",
        "admission.batch-share, NaN, quern.gateway.admission.batch-share",
        "admission.high-wait, 5S, quern.gateway.admission.high-wait",
        "admission.high-wait, 0S, quern.gateway.admission.high-wait",
        "admission.calm, -1S, quern.gateway.admission.calm",
    })
    void namesTheSettingThatMakesNoSense(String key, String value, String named) {
        assertThatThrownBy(() -> admission(Map.of(key, value))).hasMessageContaining(named);
    }

    private Admission admission(Map<String, String> settings) {
        return new Admission(TestSettings.config(settings), registry);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private static <T> UniAssertSubscriber<T> ask(Admission admission, Uni<T> work) {
        return admission.admit(visit(), () -> work).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private static Visit visit() {
        return Visitor.visit("acme", Priority.INTERACTIVE, System.nanoTime() + TimeUnit.SECONDS.toNanos(60));
    }
}
