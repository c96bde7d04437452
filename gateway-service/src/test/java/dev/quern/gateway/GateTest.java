package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final GateUnderTest test = new GateUnderTest();

    @Test
    void letsInWhileThereArePlacesAndThenInTheOrderOfComing() {
        List<Visitor> all = test.come(4);

        assertThat(all).extracting(Visitor::isIn).containsExactly(true, true, false, false);
        test.done(all.get(1));
        assertThat(all).extracting(Visitor::isIn).containsExactly(true, true, true, false);
        test.done(all.get(0));
        assertThat(all.get(3).isIn()).isTrue();
    }

    @Test
    void aPlaceIsLeftOnce() {
        List<Visitor> all = test.come(5);

        all.get(0).place().done();
        all.get(0).place().gone();
        all.get(0).place().failed(new IllegalStateException());
        test.clock.settle();

        assertThat(all).extracting(Visitor::isIn).containsExactly(true, true, true, false, false);
        assertThat(test.gate.running()).isEqualTo(2);
    }

    @Test
    void theMoreUrgentGoFirst() {
        List<Visitor> inside = test.come(2);
        Visitor batch = test.come(Priority.BATCH);
        Visitor interactive = test.come(Priority.INTERACTIVE);
        Visitor emergency = test.come(Priority.EMERGENCY);

        test.done(inside.get(0));
        assertThat(emergency.isIn()).isTrue();
        test.done(inside.get(1));
        assertThat(interactive.isIn()).isTrue();
        assertThat(batch.isWaiting()).isTrue();
    }

    @Test
    void batchesTakeOnlyTheirShareOfThePlaces() {
        GateUnderTest half = new GateUnderTest(new GateSettings(4, 4, 4, 10, SECOND, .5));
        Visitor first = half.come(Priority.BATCH);
        half.come(Priority.BATCH);
        Visitor third = half.come(Priority.BATCH);
        Visitor interactive = half.come(Priority.INTERACTIVE);

        assertThat(third.isWaiting()).isTrue();
        assertThat(interactive.isIn()).isTrue();
        half.done(interactive);
        assertThat(third.isWaiting()).isTrue();
        half.done(first);
        assertThat(third.isIn()).isTrue();
    }

    @Test
    void refusesAtOnceWhatTheQueueHasNoRoomForWithATimeToTryAgain() {
        test.learn(SECOND);
        List<Visitor> all = test.come(13);

        QuernException refusal = all.get(12).refusal().orElseThrow();

        assertThat(all.subList(2, 12)).allMatch(Visitor::isWaiting);
        assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED);
        // Eleven turns of half a second, and half as much again at the middle of the jitter's half.
        assertThat(refusal.retryAfter()).contains(Duration.ofMillis(6875));
        assertThat(test.refused(Priority.INTERACTIVE, Refusal.QUEUE_FULL)).isEqualTo(1);
    }

    @Test
    void refusesAtOnceWhoCouldNotBeDoneInTime() {
        test.learn(SECOND);
        test.come(4);

        // Two before it, two places, and a second each: it would wait for a second and a half, or a quarter more, and
        // take
        // one.
        Visitor late = test.come("acme", Priority.INTERACTIVE, Duration.ofMillis(2800));
        Visitor inTime = test.come("acme", Priority.INTERACTIVE, Duration.ofMillis(2900));

        assertThat(late.refusal()).isPresent();
        assertThat(inTime.isWaiting()).isTrue();
        assertThat(test.refused(Priority.INTERACTIVE, Refusal.DEADLINE)).isEqualTo(1);
    }

    @Test
    void refusesAtOnceWhoWouldWaitTooLong() {
        test.learn(Duration.ofSeconds(15));
        test.come(2);

        Visitor first = test.come();
        Visitor second = test.come();

        assertThat(first.isWaiting()).isTrue();
        assertThat(second.refusal()).isPresent();
    }

    @Test
    void whoWasNotInTimeAfterAllIsTakenOut() {
        test.come(2);
        Visitor hasty = test.come("acme", Priority.INTERACTIVE, SECOND);
        Visitor patient = test.come();

        test.clock.turn(SECOND);

        assertThat(hasty.refusal().orElseThrow().code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(patient.isWaiting()).isTrue();
        assertThat(test.gate.waiting(Priority.INTERACTIVE)).isEqualTo(1);
        assertThat(test.refused(Priority.INTERACTIVE, Refusal.EXPIRED)).isEqualTo(1);
        test.clock.turn(Duration.ofSeconds(9));
        assertThat(patient.refusal()).isPresent();
    }

    @Test
    void whoGoesLeavesTheQueueAndNothingElse() {
        List<Visitor> all = test.come(4);

        all.get(2).leave();
        test.done(all.get(0));

        assertThat(all.get(2).isIn()).isFalse();
        assertThat(all.get(3).isIn()).isTrue();
        test.done(all.get(1));
        test.done(all.get(3));
        assertThat(test.gate.pending()).isZero();
        assertThat(test.clock.alarms()).isZero();
    }

    @Test
    void whoGoesWhileItsPlaceIsOnTheWayGivesItBack() {
        List<Visitor> all = test.come(4);

        all.get(0).place().done();
        all.get(2).leave();
        test.clock.settle();

        assertThat(all.get(2).isIn()).isFalse();
        assertThat(all.get(3).isIn()).isTrue();
        assertThat(test.gate.running()).isEqualTo(2);
    }

    @Test
    void whoGoesBeforeItComesTakesNoPlace() {
        AtomicReference<Admission.Place> given = new AtomicReference<>();
        new Entering(test.gate, Visitor.visit("acme", Priority.INTERACTIVE, Long.MAX_VALUE))
                .onSubscription()
                .invoke(subscription -> subscription.cancel())
                .subscribe()
                .with(given::set, failure -> {});

        assertThat(given).hasNullValue();
        assertThat(test.gate.pending()).isZero();
    }

    @Test
    void theFloodOfOneTenantKeepsNoOtherOut() {
        List<Visitor> flood = test.come(12);

        Visitor other = test.come("other", Priority.INTERACTIVE, Duration.ofMinutes(1));
        test.clock.settle();
        test.done(flood.get(0));
        test.done(flood.get(1));

        assertThat(other.isIn()).isTrue();
        assertThat(flood.getLast().refusal()).isPresent();
        assertThat(test.refused(Priority.INTERACTIVE, Refusal.DISPLACED)).isEqualTo(1);
    }

    @Test
    void theMoreUrgentFindRoomInAFullQueue() {
        test.come(2);
        for (int i = 0; i < 9; i++) {
            test.come(Priority.INTERACTIVE);
        }
        Visitor batch = test.come(Priority.BATCH);

        Visitor emergency = test.come(Priority.EMERGENCY);
        test.clock.settle();

        assertThat(emergency.isWaiting()).isTrue();
        assertThat(batch.refusal()).isPresent();
        assertThat(test.come(Priority.BATCH).refusal()).isPresent();
    }

    @Test
    void withoutAQueueWhatDoesNotFitIsRefused() {
        GateUnderTest none = new GateUnderTest(new GateSettings(1, 1, 1, 0, SECOND, 1));
        none.come();

        assertThat(none.come().refusal().orElseThrow().retryAfter()).contains(SECOND);
    }

    @Test
    void thePressureRisesWithWaitingAndFallsAgain() {
        test.learn(SECOND);
        List<Visitor> all = test.come(12);
        assertThat(test.gate.pressure()).isEqualTo(Pressure.NONE);

        test.clock.turn(Duration.ofMillis(600));
        assertThat(test.gate.pressure()).isEqualTo(Pressure.SEVERE);

        all.forEach(test::done);
        assertThat(test.gate.pressure()).isEqualTo(Pressure.SEVERE);
        test.clock.turn(Duration.ofSeconds(5));
        assertThat(test.gate.pressure()).isEqualTo(Pressure.HIGH);
        test.gate.pressure();
        test.clock.turn(Duration.ofSeconds(5));
        assertThat(test.gate.pressure()).isEqualTo(Pressure.NONE);
    }

    @Test
    void batchesThatWaitAreNoPressure() {
        test.learn(SECOND);
        test.come(2);
        for (int i = 0; i < 10; i++) {
            test.come(Priority.BATCH);
        }

        test.gate.pressure();
        test.clock.turn(SECOND);

        assertThat(test.gate.waiting(Priority.BATCH)).isEqualTo(10);
        assertThat(test.gate.pressure()).isEqualTo(Pressure.NONE);
    }

    @Test
    void learnsFromWorkThatIsLostInside() {
        GateUnderTest adaptive = new GateUnderTest(new GateSettings(2, 20, 40, 10, SECOND, 1));

        for (int i = 0; i < 100; i++) {
            adaptive.clock.turn(Duration.ofMillis(50));
            adaptive.come().place().failed(new QuernException(ErrorCode.OVERLOADED, "full"));
        }
        int shrunk = adaptive.gate.limit();
        for (int i = 0; i < 100; i++) {
            adaptive.clock.turn(Duration.ofMillis(50));
            adaptive.come().place().failed(QuernException.invalid("query", "wrong"));
            adaptive.come().place().gone();
        }

        assertThat(shrunk).isLessThan(15);
        assertThat(adaptive.gate.limit()).isEqualTo(shrunk);
    }

    @Test
    void whoAsksForLittleTimeAndIsLateMakesNoRoomSmaller() {
        GateUnderTest adaptive = new GateUnderTest(new GateSettings(2, 20, 40, 10, SECOND, 1));

        int hasty = late(adaptive, SECOND);
        int patient = late(adaptive, Duration.ofMinutes(1));

        assertThat(hasty).isEqualTo(20);
        assertThat(patient).isLessThan(15);
    }

    private static int late(GateUnderTest gate, Duration time) {
        for (int i = 0; i < 100; i++) {
            gate.clock.turn(Duration.ofMillis(50));
            gate.come("acme", Priority.INTERACTIVE, time)
                    .place()
                    .failed(new QuernException(ErrorCode.DEADLINE_EXCEEDED, "late"));
        }
        return gate.gate.limit();
    }
}
