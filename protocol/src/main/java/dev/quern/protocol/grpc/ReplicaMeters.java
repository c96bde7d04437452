package dev.quern.protocol.grpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What an operator sees of the replicas of one service, from here. */
final class ReplicaMeters {
    private final MeterRegistry registry;
    private final List<Gauge> states;
    private final Counter ejections;
    private final Counter retries;

    ReplicaMeters(MeterRegistry registry, String service, ReplicaBalancer balancer) {
        this.registry = registry;
        this.states = Arrays.stream(Replica.Condition.values())
                .map(condition -> Gauge.builder("quern.client.replicas", balancer, it -> it.count(condition))
                        .description("replicas of a service as this process sees them")
                        .tag("service", service)
                        .tag("state", condition.name().toLowerCase(Locale.ROOT))
                        .register(registry))
                .toList();
        this.ejections = Counter.builder("quern.client.ejections")
                .description("replicas left alone after failures in a row")
                .tag("service", service)
                .register(registry);
        this.retries = Counter.builder("quern.client.retries")
                .description("calls sent again, to another replica where there is one")
                .tag("service", service)
                .register(registry);
    }

    void ejected() {
        ejections.increment();
    }

    void retried() {
        retries.increment();
    }

    void close() {
        states.forEach(registry::remove);
    }
}
