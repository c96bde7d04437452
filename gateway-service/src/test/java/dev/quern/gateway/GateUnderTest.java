package dev.quern.gateway;

import dev.quern.protocol.Priority;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A gate whose clock is turned by hand. */
final class GateUnderTest {
    private static final double HALF = .5;

    final TurnedClock clock = new TurnedClock();
    final MeterRegistry registry = new SimpleMeterRegistry();
    final Gate gate;

    GateUnderTest() {
        this(new GateSettings(2, 2, 2, 10, Duration.ofSeconds(10), 1));
    }

    GateUnderTest(GateSettings settings) {
        gate = new Gate(
                settings,
                new PressureLevel(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(5)),
                clock,
                new AdmissionMetrics(registry),
                () -> HALF);
    }

    Visitor come(String tenant, Priority lane, Duration time) {
        return new Visitor(gate, Visitor.visit(tenant, lane, clock.now() + time.toNanos()));
    }

    Visitor come(Priority lane) {
        return come("acme", lane, Duration.ofMinutes(1));
    }

    Visitor come() {
        return come(Priority.INTERACTIVE);
    }

    List<Visitor> come(int count) {
        List<Visitor> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(come());
        }
        return all;
    }

    /** So that the gate knows how long work takes, which is one of it at a time. */
    void learn(Duration time) {
        for (int i = 0; i < 64; i++) {
            Visitor one = come();
            clock.turn(time);
            one.place().done();
        }
    }

    void done(Visitor visitor) {
        visitor.place().done();
        clock.settle();
    }

    double refused(Priority lane, Refusal reason) {
        return registry.counter(
                        "quern.gateway.admission.refused",
                        "lane",
                        lane.name().toLowerCase(java.util.Locale.ROOT),
                        "reason",
                        reason.tag())
                .count();
    }
}
