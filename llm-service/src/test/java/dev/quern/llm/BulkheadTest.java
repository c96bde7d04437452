package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BulkheadTest {
    private static final List<Priority> PRIORITIES = List.of(Priority.values());
    private static final List<Urgency> URGENCIES = List.of(Urgency.values());
    private static final Rank NORMAL = new Rank(Priority.INTERACTIVE, Urgency.NORMAL);

    @Test
    void refusesWhatDoesNotFitAndSaysWhenToComeBack() throws InterruptedException {
        Bulkhead bulkhead = bulkhead(1, 0);
        CountDownLatch release = occupy(bulkhead);

        assertThatThrownBy(() -> bulkhead.run(Calls.patient(), NORMAL, () -> "done"))
                .isInstanceOfSatisfying(QuernException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
                    assertThat(e.retryAfter()).isPresent();
                });
        assertThat(bulkhead.running() + bulkhead.waiting()).isEqualTo(1);
        release.countDown();
    }

    @Test
    void waitsNoLongerThanTheCallHasTime() throws InterruptedException {
        Bulkhead bulkhead = bulkhead(1, 1);
        CountDownLatch release = occupy(bulkhead);

        assertThatThrownBy(() -> bulkhead.run(Calls.lasting(Duration.ofMillis(20)), NORMAL, () -> "done"))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
        assertThat(bulkhead.running() + bulkhead.waiting()).isEqualTo(1);
        release.countDown();
    }

    @Test
    void lightensWhenWorkFails() throws InterruptedException {
        Bulkhead bulkhead = bulkhead(1, 0);

        assertThatThrownBy(() -> bulkhead.run(Calls.patient(), NORMAL, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        assertThat(bulkhead.running() + bulkhead.waiting()).isZero();
        assertThat(bulkhead.<String>run(Calls.patient(), NORMAL, () -> "done")).isEqualTo("done");
    }

    @Test
    void servesByPriorityThenUrgencyThenArrival() throws InterruptedException {
        Bulkhead bulkhead = bulkhead(1, 10);
        CountDownLatch release = occupy(bulkhead);
        List<String> served = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (Named next : List.of(
                new Named("batch, urgent", new Rank(Priority.BATCH, Urgency.HIGH)),
                new Named("interactive", NORMAL),
                new Named("interactive, later", NORMAL),
                new Named("interactive, urgent", new Rank(Priority.INTERACTIVE, Urgency.HIGH)),
                new Named("emergency", new Rank(Priority.EMERGENCY, Urgency.LOW)))) {
            int before = bulkhead.waiting();
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    bulkhead.run(Calls.patient(), next.rank(), () -> served.add(next.name()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            Waiting.until(() -> bulkhead.waiting() == before + 1);
        }

        release.countDown();
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }

        assertThat(served)
                .containsExactly(
                        "emergency", "interactive, urgent", "interactive", "interactive, later", "batch, urgent");
    }

    @Test
    void nobodyWaitsForEver() {
        Duration longest = Duration.ofMinutes(1);
        long most = new Rank(Priority.EMERGENCY, Urgency.HIGH).headStart(longest);
        long least = new Rank(Priority.BATCH, Urgency.LOW).headStart(longest);

        assertThat(Duration.ofNanos(most - least)).isLessThan(longest);
        assertThat(new Rank(Priority.BATCH, Urgency.HIGH).headStart(longest))
                .isLessThan(new Rank(Priority.INTERACTIVE, Urgency.LOW).headStart(longest));
        assertThat(new Rank(Priority.INTERACTIVE, Urgency.HIGH).headStart(longest))
                .isLessThan(new Rank(Priority.EMERGENCY, Urgency.LOW).headStart(longest));
    }

    @Test
    void makesRoomForAHigherPriorityOnly() throws InterruptedException {
        Bulkhead bulkhead = bulkhead(1, 1);
        CountDownLatch release = occupy(bulkhead);
        AtomicReference<Throwable> displaced = new AtomicReference<>();
        Thread waiter = Thread.ofVirtual().start(() -> {
            try {
                bulkhead.run(Calls.patient(), NORMAL, () -> "done");
            } catch (InterruptedException | QuernException e) {
                displaced.set(e);
            }
        });
        Waiting.until(() -> bulkhead.waiting() == 1);
        assertThatThrownBy(
                        () -> bulkhead.run(Calls.patient(), new Rank(Priority.INTERACTIVE, Urgency.HIGH), () -> "done"))
                .isInstanceOf(QuernException.class);

        Thread emergency = Thread.ofVirtual().start(() -> {
            try {
                bulkhead.run(Calls.patient(), new Rank(Priority.EMERGENCY, Urgency.LOW), () -> "done");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(waiter.join(Duration.ofSeconds(10))).isTrue();
        assertThat(displaced.get())
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
        release.countDown();
        assertThat(emergency.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void refusesAtOnceWhatCouldNotBeDoneInTime() throws InterruptedException {
        Bulkhead bulkhead = bulkhead(1, 10);
        bulkhead.run(Calls.patient(), NORMAL, () -> new CountDownLatch(1).await(60, TimeUnit.MILLISECONDS));
        CountDownLatch release = occupy(bulkhead);

        assertThatThrownBy(() -> bulkhead.run(Calls.lasting(Duration.ofMillis(100)), NORMAL, () -> "done"))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
        assertThat(bulkhead.waiting()).isZero();
        release.countDown();
    }

    @Test
    void refusesThoseWhoWaitInVainWhenItTurnsOutHowLongItTakes() throws InterruptedException {
        Bulkhead bulkhead = bulkhead(1, 10);
        CountDownLatch release = occupy(bulkhead);
        AtomicInteger refused = new AtomicInteger();
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiters.add(Thread.ofVirtual().start(() -> {
                try {
                    bulkhead.run(Calls.lasting(Duration.ofSeconds(4)), NORMAL, () -> "done");
                } catch (QuernException e) {
                    if (e.code() == ErrorCode.OVERLOADED) {
                        refused.incrementAndGet();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        Waiting.until(() -> bulkhead.waiting() == 10);
        // A generation that takes a second: not even three of the ten can follow in time.
        assertThat(new CountDownLatch(1).await(1, TimeUnit.SECONDS)).isFalse();

        release.countDown();
        for (Thread waiter : waiters) {
            assertThat(waiter.join(Duration.ofSeconds(10))).isTrue();
        }

        assertThat(refused.get()).isGreaterThanOrEqualTo(7);
        assertThat(bulkhead.running() + bulkhead.waiting()).isZero();
    }

    @Test
    void forgetsWhoIsInterruptedWhileWaiting() throws InterruptedException {
        Bulkhead bulkhead = bulkhead(1, 1);
        CountDownLatch release = occupy(bulkhead);
        Thread waiter = Thread.ofVirtual().start(() -> {
            try {
                bulkhead.run(Calls.patient(), NORMAL, () -> "done");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Waiting.until(() -> bulkhead.waiting() == 1);

        waiter.interrupt();

        assertThat(waiter.join(Duration.ofSeconds(10))).isTrue();
        assertThat(bulkhead.waiting()).isZero();
        release.countDown();
    }

    @Test
    void neverLosesASlotWhateverHappensToThoseWhoWait() throws InterruptedException {
        Random random = new Random(7);
        Bulkhead bulkhead = bulkhead(3, 20);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Rank rank = new Rank(PRIORITIES.get(random.nextInt(3)), URGENCIES.get(random.nextInt(3)));
            Duration patience = Duration.ofMillis(1 + random.nextInt(50));
            int micros = random.nextInt(500);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    bulkhead.run(Calls.lasting(patience), rank, () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        LockSupport.parkNanos(micros * 1000L);
                        return inside.decrementAndGet();
                    });
                } catch (InterruptedException | QuernException e) {
                    // Refused, late or interrupted: all the same here.
                }
            }));
            if (random.nextInt(4) == 0) {
                threads.get(random.nextInt(threads.size())).interrupt();
            }
        }
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
        }

        assertThat(bulkhead.running() + bulkhead.waiting()).isZero();
        assertThat(most.get()).isBetween(1, 3);
    }

    private record Named(String name, Rank rank) {}

    private static Bulkhead bulkhead(int concurrency, int queue) {
        return new Bulkhead("answers", new BulkheadLimits(concurrency, queue, Duration.ofMinutes(1)));
    }

    private static CountDownLatch occupy(Bulkhead bulkhead) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                bulkhead.run(Calls.patient(), NORMAL, () -> {
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
