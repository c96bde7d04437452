package dev.quern.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** How the replicas of this service keep up with each other. */
public final class ReplicaMetrics {
    private final MeterRegistry registry;
    private final Counter confirmed;
    private final Counter unconfirmed;
    private final Counter applied;
    private final Counter detachments;
    private final Counter restarts;

    public ReplicaMetrics(MeterRegistry registry) {
        this.registry = registry;
        confirmed = registry.counter("quern.cache.invalidations", "confirmed", "true");
        unconfirmed = registry.counter("quern.cache.invalidations", "confirmed", "false");
        applied = registry.counter("quern.cache.replicas.applied");
        detachments = registry.counter("quern.cache.replicas.detachments");
        restarts = registry.counter("quern.cache.replicas.restarts");
    }

    /** Shows whether this replica hears of the others: 1 or 0. */
    public void watch(Replicas replicas) {
        Gauge.builder("quern.cache.coherent", replicas, r -> r.isCoherent() ? 1 : 0)
                .strongReference(true)
                .register(registry);
    }

    public void invalidated(boolean everywhere) {
        (everywhere ? confirmed : unconfirmed).increment();
    }

    /** Did what other replicas have told. */
    public void applied(int entries) {
        applied.increment(entries);
    }

    /** Lost the others. */
    public void detached() {
        detachments.increment();
    }

    /** Could not go on in the log where it was, and has dropped everything. */
    public void restarted() {
        restarts.increment();
    }
}
