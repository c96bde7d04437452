package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Priority;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateRaceTest {
    private static final int PLACES = 8;
    private static final int THREADS = 16;
    private static final int EACH = 2000;

    private final SystemAdmissionClock clock = new SystemAdmissionClock();
    private final Gate gate = new Gate(
            new GateSettings(PLACES, PLACES, PLACES, 64, Duration.ofMillis(20), .5),
            new PressureLevel(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(5)),
            clock,
            new AdmissionMetrics(new SimpleMeterRegistry()),
            () -> 0);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @AfterEach
    void close() {
        clock.close();
    }

    @Test
    void losesNoPlaceAndGivesNoneTwiceHoweverManyComeAndGoAtOnce() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < EACH; j++) {
                    comeAndGo(random);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        awaitNobody();
        assertThat(most).hasPositiveValue().hasValueLessThanOrEqualTo(PLACES);
        assertThat(inside).hasValue(0);
        List<Admission.Place> all = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            all.add(new Entering(gate, visit(Priority.INTERACTIVE)).await().atMost(Duration.ofSeconds(5)));
        }
        assertThat(all).hasSize(PLACES);
    }

    /** With or without a moment inside, and cancelled early, late or not at all. */
    private void comeAndGo(Random random) {
        Priority lane = Visitor.anyLane(random);
        boolean fails = random.nextInt(4) == 0;
        int patience = random.nextInt(3);
        Cancellable wish = new Entering(gate, visit(lane))
                .chain(place -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    for (int i = 0; i < 50; i++) {
                        Thread.onSpinWait();
                    }
                    inside.decrementAndGet();
                    return (fails
                                    ? Uni.createFrom().<String>failure(new IllegalStateException())
                                    : Uni.createFrom().item("done"))
                            .onItem()
                            .invoke(place::done)
                            .onFailure()
                            .invoke(place::failed)
                            .onCancellation()
                            .invoke(place::gone);
                })
                .subscribe()
                .with(item -> {}, failure -> {});
        if (patience == 0) {
            wish.cancel();
        } else if (patience == 1) {
            Thread.onSpinWait();
            wish.cancel();
        }
    }

    private void awaitNobody() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (gate.pending() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(gate.pending()).isZero();
    }

    private static Visit visit(Priority lane) {
        return Visitor.visit("acme", lane, System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
    }
}
