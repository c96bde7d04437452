package dev.quern.gateway;

import dev.quern.gateway.RateLimits.Allowance;
import dev.quern.gateway.RateLimits.Policy;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** The one way to count a request, however it came in, and to say that there were too many. */
@ApplicationScoped
public class RateLimiting {
    private final RateLimits rates;
    private final Counter refusedCallers;
    private final Counter refusedTenants;

    public RateLimiting(RateLimits rates, MeterRegistry metrics) {
        this.rates = rates;
        refusedCallers = metrics.counter("quern.gateway.rates.refused", "limit", "caller");
        refusedTenants = metrics.counter("quern.gateway.rates.refused", "limit", "tenant");
    }

    /** Counts one request; fails with {@code RATE_LIMITED} and a time to come again when it is one too many. */
    public Uni<Void> admit(Caller caller) {
        return take(caller).invoke(RateLimiting::require).replaceWithVoid();
    }

    /** Counts one request, for those that tell its sender more than whether it may go on. */
    public Uni<Allowance> take(Caller caller) {
        return rates.take(caller).invoke(allowance -> {
            if (!allowance.granted()) {
                refused(allowance.policy()).increment();
            }
        });
    }

    /** Throws unless the request may go on. */
    public static void require(Allowance allowance) {
        if (allowance.granted()) {
            return;
        }
        Duration wait = Duration.ofSeconds(seconds(allowance.reset()));
        String whose = switch (allowance.policy()) {
            case CALLER -> "You may make ";
            case TENANT -> "All callers of your tenant together may make ";
        };
        throw new QuernException(
                        ErrorCode.RATE_LIMITED,
                        whose + allowance.limit() + " requests in a minute; please wait " + wait.toSeconds() + " s.")
                .withRetryAfter(wait);
    }

    /** Whole ones, and at least one: whoever waits so long does not come too early. */
    public static long seconds(Duration time) {
        return Math.max(1, time.plusSeconds(1).minusNanos(1).toSeconds());
    }

    private Counter refused(Policy policy) {
        return switch (policy) {
            case CALLER -> refusedCallers;
            case TENANT -> refusedTenants;
        };
    }
}
