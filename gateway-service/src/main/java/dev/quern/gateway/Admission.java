package dev.quern.gateway;

import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Bounds what is worked on at once; what does not fit is refused before any work is done for it. */
@ApplicationScoped
public class Admission {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final Semaphore places;

    public Admission(GatewayConfig config, MeterRegistry metrics) {
        places = new Semaphore(config.concurrency());
        metrics.gauge("quern.gateway.pending", places, free -> config.concurrency() - free.availablePermits());
    }

    public <T> Uni<T> admit(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Runnable leave = enter();
            return work.get().onTermination().invoke(leave);
        });
    }

    /** Takes a place, to be left by running the result, any number of times; throws when there is none. */
    public Runnable enter() {
        if (!places.tryAcquire()) {
            throw QuernException.overloaded("All places are taken; please try again shortly.", TRY_AGAIN);
        }
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                places.release();
            }
        };
    }
}
