package dev.quern.gateway;

import dev.quern.protocol.Priority;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What an operator sees of the gate. */
final class AdmissionMetrics {
    private static final String LANE = "lane";

    private final MeterRegistry registry;

    AdmissionMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void show(Gate gate, Supplier<Pressure> pressure) {
        registry.gauge("quern.gateway.pending", gate, Gate::pending);
        registry.gauge("quern.gateway.admission.running", gate, Gate::running);
        registry.gauge("quern.gateway.admission.limit", gate, Gate::limit);
        Gauge.builder("quern.gateway.admission.pressure", () -> number(pressure.get()))
                .register(registry);
        for (Priority lane : Priority.values()) {
            registry.gauge(
                    "quern.gateway.admission.queued", Tags.of(LANE, tag(lane)), gate, known -> known.waiting(lane));
        }
    }

    void waited(Priority lane, long nanos) {
        timer(lane).record(nanos, TimeUnit.NANOSECONDS);
    }

    void refused(Priority lane, Refusal reason) {
        registry.counter("quern.gateway.admission.refused", LANE, tag(lane), "reason", reason.tag())
                .increment();
    }

    private Timer timer(Priority lane) {
        return registry.timer("quern.gateway.admission.wait", LANE, tag(lane));
    }

    private static int number(Pressure pressure) {
        return switch (pressure) {
            case NONE -> 0;
            case HIGH -> 1;
            case SEVERE -> 2;
        };
    }

    private static String tag(Priority lane) {
        return lane.name().toLowerCase(Locale.ROOT);
    }
}
