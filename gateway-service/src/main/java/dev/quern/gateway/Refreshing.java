package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Makes cached answers anew in the background before they expire, a few at once and without pressure; the rest expire. */
@ApplicationScoped
class Refreshing {
    private static final Logger LOG = Logger.getLogger(Refreshing.class);

    private final Semaphore places;
    private final GatewayConfig config;
    private final Supplier<Pressure> pressure;

    @Inject
    Refreshing(GatewayConfig config, Admission admission) {
        this(config, admission::pressure);
    }

    Refreshing(GatewayConfig config, Supplier<Pressure> pressure) {
        if (config.refreshes() < 0) {
            throw new IllegalArgumentException("quern.gateway.refreshes is 0 or more.");
        }
        this.config = config;
        this.pressure = pressure;
        this.places = new Semaphore(config.refreshes());
    }

    /** So that what is configured wrongly stops the start, not the first question. */
    void checkSettings(@Observes StartupEvent start) {}

    /** @param work for the same principal, with a time of its own */
    void start(Call call, Work work) {
        if (pressure.get() != Pressure.NONE || !places.tryAcquire()) {
            return;
        }
        Call later = new Call(call.credential(), Deadline.after(config.defaultTimeout()), call.traceId());
        var _ = VirtualThreads.executor().submit(() -> {
            try {
                work.run(later);
            } catch (InterruptedException | QuernException e) {
                LOG.debugf("an answer was not made anew before it expires: %s", e.getMessage());
            } finally {
                places.release();
            }
        });
    }

    @FunctionalInterface
    interface Work {
        void run(Call call) throws InterruptedException;
    }
}
