package dev.quern.protocol;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Shows how much work is under way in this process: what autoscaling and the drain at the end look at. */
@ApplicationScoped
public class WorkMetrics {
    void install(@Observes StartupEvent start, MeterRegistry metrics) {
        Gauge.builder("quern.work.active", VirtualThreads::active)
                .description("Requests and streams that are being worked on in this process")
                .register(metrics);
    }
}
