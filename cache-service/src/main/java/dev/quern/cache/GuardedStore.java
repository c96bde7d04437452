package dev.quern.cache;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Makes a store that can fail one that never does: an unreachable store is a miss, after a few failures it is left
 * alone for a while ({@link Circuit}), and what it missed is made good before it is believed again:
 *
 * <ul>
 *   <li>An invalidation that it may have missed puts the tenant in its <em>debt</em>. Nothing of that tenant is read
 *       from the store or written to it until everything of the tenant has been invalidated there, at the next use.
 *       That is more than was asked, and costs speed once; it needs no memory of what exactly was missed.
 *   <li>A put that it may have missed makes the key <em>doubtful</em>: the store may still have the value before. The
 *       key is not read from it until a later put or invalidation of it has succeeded. With too many doubtful keys
 *       their tenants are in debt instead.
 * </ul>
 *
 * <p>Debts live in this process. A replica that dies owing leaves values behind that other replicas may serve until
 * they expire; answers and searches are safe from that too, because the version of their collection is in their key.
 */
final class GuardedStore implements ValueStore {
    private static final Logger LOG = Logger.getLogger(GuardedStore.class);
    private static final int MOST_DOUBTFUL = 10_000;
    private static final long BETWEEN_WARNINGS = Duration.ofMinutes(1).toNanos();
    private static final long NEVER = Long.MIN_VALUE;

    private final ValueStore store;
    private final Circuit circuit;
    private final CacheMetrics metrics;
    private final LongSupplier nanoTime;
    private final AtomicLong lastWarning = new AtomicLong(NEVER);
    /** By tenant; the value tells one debt from a later one of the same tenant. As many as there are tenants. */
    private final Map<String, Object> debts = new ConcurrentHashMap<>();

    private final Map<CacheKey, Boolean> doubtful = new ConcurrentHashMap<>();
    private final ReentrantLock settling = new ReentrantLock();

    GuardedStore(ValueStore store, Circuit circuit, CacheMetrics metrics, LongSupplier nanoTime) {
        this.store = store;
        this.circuit = circuit;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    @Override
    public CacheLevel level() {
        return store.level();
    }

    @Override
    public Optional<CachedValue> get(CacheKey key) throws InterruptedException {
        if (doubtful.containsKey(key)) {
            return Optional.empty();
        }
        return attempt(key.tenant(), () -> store.get(key)).orElse(Optional.empty());
    }

    @Override
    public void put(CacheKey key, CachedValue value) throws InterruptedException {
        Optional<Boolean> stored = attempt(key.tenant(), () -> {
            store.put(key, value);
            return true;
        });
        if (stored.isPresent()) {
            doubtful.remove(key);
        } else if (doubtful.size() < MOST_DOUBTFUL) {
            doubtful.put(key, true);
        } else {
            owe(key.tenant());
        }
    }

    @Override
    public long invalidate(Invalidation invalidation) throws InterruptedException {
        boolean done = false;
        try {
            Optional<Long> removed = attempt(() -> Optional.of(store.invalidate(invalidation)));
            done = removed.isPresent();
            return removed.orElse(0L);
        } finally {
            if (!done) {
                owe(invalidation.tenant());
            } else if (invalidation instanceof Invalidation.OfKey one) {
                doubtful.remove(one.key());
            }
        }
    }

    @Override
    public Usage usage() throws InterruptedException {
        return store.usage();
    }

    /** Tries even when the circuit is open, and makes good what the store has missed. */
    @Override
    public void check() throws InterruptedException {
        try {
            store.check();
            succeeded();
            for (String tenant : debts.keySet()) {
                settle(tenant);
            }
        } catch (StoreUnavailableException away) {
            failed(away);
            throw away;
        }
    }

    /** False while the store is left alone. */
    boolean isTrusted() {
        return circuit.isClosed();
    }

    /** Does {@code action} once the tenant's debt is settled; empty when the store was not asked or has failed. */
    private <T> Optional<T> attempt(String tenant, Callable<T> action) throws InterruptedException {
        return attempt(() -> settle(tenant) ? Optional.of(action.call()) : Optional.empty());
    }

    private <T> Optional<T> attempt(Callable<Optional<T>> action) throws InterruptedException {
        if (!circuit.allows()) {
            return Optional.empty();
        }
        try {
            Optional<T> result = action.call();
            if (result.isPresent()) {
                succeeded();
            }
            return result;
        } catch (StoreUnavailableException away) {
            failed(away);
            return Optional.empty();
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void owe(String tenant) {
        debts.put(tenant, new Object());
    }

    /** @return whether the tenant has no debt now; false when another thread is about to settle it */
    private boolean settle(String tenant) throws InterruptedException {
        if (!debts.containsKey(tenant)) {
            return true;
        }
        if (!settling.tryLock()) {
            return false;
        }
        try {
            Object debt = debts.get(tenant);
            if (debt != null) {
                store.invalidate(new Invalidation.OfTenant(tenant));
                doubtful.keySet().removeIf(key -> key.tenant().equals(tenant));
                // A debt that was made meanwhile stays.
                return debts.remove(tenant, debt);
            }
            return true;
        } finally {
            settling.unlock();
        }
    }

    private void succeeded() {
        if (circuit.succeeded()) {
            LOG.infof("%s answers again.", level().label());
        }
    }

    private void failed(StoreUnavailableException away) {
        metrics.failed(level());
        circuit.failed();
        long last = lastWarning.get();
        long now = nanoTime.getAsLong();
        if ((last == NEVER || now - last > BETWEEN_WARNINGS) && lastWarning.compareAndSet(last, now)) {
            LOG.warnf("%s does not work, answers go on without it: %s", level().label(), away.getMessage());
        }
    }
}
