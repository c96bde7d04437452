package dev.quern.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/**
 * Bounds what is worked on at once; what does not fit is refused before any work is done for it. Uploads that arrive
 * and clients that watch have places of their own: they take long and do little, and must not keep questions out.
 */
@ApplicationScoped
public class Admission {
    private final Places work;
    private final Places uploads;
    private final Places watchers;

    public Admission(GatewayConfig config, MeterRegistry metrics) {
        work = new Places(config.concurrency(), "All places are taken; please try again shortly.");
        uploads = new Places(config.uploads(), "As many uploads as possible are under way; please try again shortly.");
        watchers = new Places(config.watchers(), "As many clients as possible are watching; please try again shortly.");
        metrics.gauge("quern.gateway.pending", work, Places::taken);
        metrics.gauge("quern.gateway.uploads", uploads, Places::taken);
        metrics.gauge("quern.gateway.watchers", watchers, Places::taken);
    }

    public <T> Uni<T> admit(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Runnable leave = enter();
            return work.get().onTermination().invoke(leave);
        });
    }

    /** Takes a place, to be left by running the result, any number of times; throws when there is none. */
    public Runnable enter() {
        return work.enter();
    }

    /** Likewise, for files that arrive. */
    public Runnable receive() {
        return uploads.enter();
    }

    /** Likewise, for a client that watches something. */
    public Runnable watch() {
        return watchers.enter();
    }
}
