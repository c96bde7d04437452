package dev.quern.gateway;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Counts requests of callers and tenants by the minute. */
public interface RateLimits {

    /** Counts one request. Whatever it is counted with has little time to answer, and is done without otherwise. */
    Uni<Allowance> take(Caller caller);

    /** Whose limit it is. */
    enum Policy {
        CALLER,
        TENANT
    }

    /**
     * Of the limit that is nearest to be reached.
     *
     * @param remaining requests that may be made at once
     * @param reset until there is more of it than now
     * @param granted whether the request may go on; otherwise it may come again after {@code reset}
     */
    record Allowance(Policy policy, int limit, int remaining, Duration reset, boolean granted) {

        /** What is left where both limits have to be kept. */
        public Allowance and(Allowance other) {
            if (granted != other.granted) {
                return granted ? other : this;
            }
            boolean mine = granted ? remaining <= other.remaining : reset.compareTo(other.reset) >= 0;
            return mine ? this : other;
        }
    }
}
