package dev.quern.gateway;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Counts nothing. */
final class UnlimitedRates implements RateLimits {
    @Override
    public Uni<Allowance> take(Caller caller) {
        int limit = caller.limits().requestsPerMinute();
        return Uni.createFrom().item(new Allowance(Policy.CALLER, limit, limit, Duration.ZERO, true));
    }
}
