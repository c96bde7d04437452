package dev.quern.gateway;

import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** So many of one kind of work at once, and no queue. */
public final class Places {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final int count;
    private final String noneLeft;
    /** Only of tenants that have any. */
    private final Map<String, Integer> byTenant = new HashMap<>();

    private int taken;

    /** @param noneLeft what is said when there is none */
    public Places(int count, String noneLeft) {
        this.count = count;
        this.noneLeft = noneLeft;
    }

    /** Takes a place, to be left by running the result, any number of times; throws when there is none. */
    public Runnable enter() {
        take();
        return once(this::leave);
    }

    /** Likewise, for a tenant, of which one can have half of the places at most. */
    public Runnable enter(String tenant) {
        take(tenant);
        return once(() -> leave(tenant));
    }

    public synchronized int taken() {
        return taken;
    }

    private synchronized void take() {
        if (taken >= count) {
            throw QuernException.overloaded(noneLeft, TRY_AGAIN);
        }
        taken++;
    }

    private synchronized void take(String tenant) {
        int most = Math.ceilDiv(count, 2);
        if (byTenant.getOrDefault(tenant, 0) >= most) {
            throw QuernException.overloaded(noneLeft, TRY_AGAIN);
        }
        take();
        byTenant.merge(tenant, 1, Integer::sum);
    }

    private synchronized void leave() {
        taken--;
    }

    private synchronized void leave(String tenant) {
        leave();
        byTenant.computeIfPresent(tenant, (_, had) -> had == 1 ? null : had - 1);
    }

    private static Runnable once(Runnable leave) {
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                leave.run();
            }
        };
    }
}
