package dev.quern.gateway.http;

import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.ResumableAnswers;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The end of all streams when this process ends: they may go on for a while, then each is told to stop, and answers that
 * others can go on with are handed over.
 */
@ApplicationScoped
public class Draining {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final ResumableAnswers answers;
    private final GatewayConfig config;
    private final Vertx vertx;
    private final Counter slow;
    private final Set<Runnable> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean begun;

    public Draining(ResumableAnswers answers, GatewayConfig config, Vertx vertx, MeterRegistry metrics) {
        this.answers = answers;
        this.config = config;
        this.vertx = vertx;
        slow = metrics.counter("quern.gateway.streams.slow");
        metrics.gaugeCollectionSize("quern.gateway.streams", List.of(), streams);
    }

    /** A stream begins; it leaves by running the result, any number of times. */
    Runnable enter(Runnable stop) {
        streams.add(stop);
        return () -> streams.remove(stop);
    }

    /** Somebody did not read and was given up. */
    void countSlow() {
        slow.increment();
    }

    /** Throws when this process is about to end: nothing new begins here then. */
    public void refuse() {
        if (begun) {
            throw new QuernException(
                            ErrorCode.SERVICE_UNAVAILABLE, "This part of Quern is shutting down; please ask again.")
                    .withRetryAfter(TRY_AGAIN);
        }
    }

    void begin(@Observes ShutdownDelayInitiatedEvent shutdown) {
        begun = true;
        vertx.setTimer(Math.max(1, config.streams().drain().toMillis()), _ -> stopAll());
    }

    void end(@Observes ShutdownEvent shutdown) {
        begun = true;
        stopAll();
    }

    /** Now, and not only when it was time enough. */
    public void stopAll() {
        streams.forEach(Runnable::run);
        answers.handOver();
    }
}
