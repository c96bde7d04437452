package dev.quern.gateway;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Counts in this process, which grants its share of the limits: they are divided evenly by the number of gateways, and
 * one request is always among it.
 */
public final class LocalRates implements RateLimits {
    private static final Duration FORGOTTEN = Duration.ofMinutes(2);
    /** No caller's name is empty. */
    private static final String ALL = "";

    private final LoadingCache<Counted, RateWindow> windows;
    private final int tenantLimit;
    private final IntSupplier replicas;
    private final LongSupplier millis;

    /**
     * @param tenantLimit requests of a tenant in a minute
     * @param remembered for how many callers it counts
     * @param replicas that share the limits
     * @param millis a clock that does not go back
     */
    public LocalRates(int tenantLimit, int remembered, IntSupplier replicas, LongSupplier millis) {
        this.tenantLimit = tenantLimit;
        this.replicas = replicas;
        this.millis = millis;
        windows = Caffeine.newBuilder()
                .maximumSize(remembered)
                .expireAfterAccess(FORGOTTEN)
                .build(_ -> new RateWindow());
    }

    @Override
    public Uni<Allowance> take(Caller caller) {
        return Uni.createFrom().item(() -> count(caller));
    }

    /** Counts one request at once. */
    public Allowance count(Caller caller) {
        RateWindow tenant = windows.get(new Counted(caller.tenant(), ALL));
        RateWindow own = windows.get(new Counted(caller.tenant(), caller.subject()));
        int limit = caller.limits().requestsPerMinute();
        // All windows of a tenant are used under the lock of its own.
        synchronized (tenant) {
            long now = millis.getAsLong();
            boolean ownHas = own.left(share(limit), now) > 0;
            boolean tenantHas = tenant.left(share(tenantLimit), now) > 0;
            if (ownHas && tenantHas) {
                own.add(now);
                tenant.add(now);
            }
            return allowance(Policy.CALLER, limit, own, now, ownHas)
                    .and(allowance(Policy.TENANT, tenantLimit, tenant, now, tenantHas));
        }
    }

    /** A request was granted elsewhere, and is part of this process's share should it have to go on alone. */
    public void granted(Caller caller) {
        RateWindow tenant = windows.get(new Counted(caller.tenant(), ALL));
        RateWindow own = windows.get(new Counted(caller.tenant(), caller.subject()));
        synchronized (tenant) {
            long now = millis.getAsLong();
            own.add(now);
            tenant.add(now);
        }
    }

    private Allowance allowance(Policy policy, int limit, RateWindow window, long now, boolean granted) {
        return new Allowance(
                policy, limit, window.left(share(limit), now), Duration.ofMillis(window.untilMore(now)), granted);
    }

    private int share(int limit) {
        return Math.max(1, limit / replicas.getAsInt());
    }

    private record Counted(String tenant, String subject) {}
}
