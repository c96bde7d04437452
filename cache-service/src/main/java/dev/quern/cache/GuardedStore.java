package dev.quern.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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
 *       their tenants are in debt instead. A full store says that it has kept nothing, so nothing is doubtful.
 * </ul>
 *
 * <p>The parts of a store are left alone one by one: a dead node of a cluster takes no time from tenants of others.
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
    /** By part of the store. Left out: the store that has no parts. */
    private final Map<String, Circuit> circuits = new ConcurrentHashMap<>();

    private final CacheMetrics metrics;
    private final LongSupplier nanoTime;
    private final AtomicLong lastWarning = new AtomicLong(NEVER);
    /** By tenant; the value tells one debt from a later one of the same tenant. As many as there are tenants. */
    private final Map<String, Object> debts = new ConcurrentHashMap<>();

    private final Map<CacheKey, Boolean> doubtful = new ConcurrentHashMap<>();
    private final ReentrantLock settling = new ReentrantLock();
    /** What may have changed of all tenants is still to be dropped; tells one such debt from a later one. */
    private final AtomicReference<@Nullable Object> debtOfAll = new AtomicReference<>();

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
    public boolean takes(ValueType type) {
        return store.takes(type);
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
        boolean certain = attempt(key.tenant(), () -> {
                    putIfThereIsRoom(key, value);
                    return true;
                })
                .isPresent();
        if (certain) {
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
            Optional<Long> removed =
                    attemptUnsettled(circuit(invalidation.tenant()), () -> Optional.of(store.invalidate(invalidation)));
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
    public void dropChangeable() throws InterruptedException {
        debtOfAll.set(new Object());
        attemptUnsettled(circuit, () -> Optional.of(settleAll()));
    }

    @Override
    public boolean isSettled(String tenant) {
        return debtOfAll.get() == null && !debts.containsKey(tenant);
    }

    @Override
    public boolean settle(String tenant) throws InterruptedException {
        return isSettled(tenant) || attempt(tenant, () -> true).isPresent();
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
            succeeded(circuit);
            circuits.values().forEach(this::succeeded);
            settleAll();
            for (String tenant : debts.keySet()) {
                makeGood(tenant);
            }
        } catch (StoreUnavailableException away) {
            failed(circuit, away);
            throw away;
        }
    }

    @Override
    public List<String> advice() {
        return store.advice();
    }

    /** False while the store or a part of it is left alone. */
    boolean isTrusted() {
        return circuit.isClosed() && circuits.values().stream().allMatch(Circuit::isClosed);
    }

    private void putIfThereIsRoom(CacheKey key, CachedValue value) throws InterruptedException {
        try {
            store.put(key, value);
        } catch (StoreFullException full) {
            metrics.failed(level());
            warn(full);
        }
    }

    /** Does {@code action} once the tenant's debt is settled; empty when the store was not asked or has failed. */
    private <T> Optional<T> attempt(String tenant, Callable<T> action) throws InterruptedException {
        return attemptUnsettled(
                circuit(tenant), () -> makeGood(tenant) ? Optional.of(action.call()) : Optional.empty());
    }

    private <T> Optional<T> attemptUnsettled(Circuit guard, Callable<Optional<T>> action) throws InterruptedException {
        if (!guard.allows()) {
            return Optional.empty();
        }
        try {
            Optional<T> result = action.call();
            if (result.isPresent()) {
                succeeded(guard);
            }
            return result;
        } catch (StoreUnavailableException away) {
            failed(guard, away);
            return Optional.empty();
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Circuit circuit(String tenant) {
        String part = store.part(tenant);
        return part.isEmpty() ? circuit : circuits.computeIfAbsent(part, _ -> circuit.another());
    }

    private void owe(String tenant) {
        debts.put(tenant, new Object());
    }

    /** @return whether the tenant has no debt now; false when another thread is about to settle it */
    private boolean makeGood(String tenant) throws InterruptedException {
        if (!settleAll()) {
            return false;
        }
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

    private boolean settleAll() throws InterruptedException {
        if (debtOfAll.get() == null) {
            return true;
        }
        if (!settling.tryLock()) {
            return false;
        }
        try {
            Object debt = debtOfAll.get();
            if (debt == null) {
                return true;
            }
            store.dropChangeable();
            // A debt that was made meanwhile stays.
            return debtOfAll.compareAndSet(debt, null);
        } finally {
            settling.unlock();
        }
    }

    private void succeeded(Circuit guard) {
        if (guard.succeeded()) {
            LOG.infof("%s answers again.", level().label());
        }
    }

    private void failed(Circuit guard, StoreUnavailableException away) {
        metrics.failed(level());
        guard.failed();
        warn(away);
    }

    private void warn(StoreUnavailableException away) {
        long last = lastWarning.get();
        long now = nanoTime.getAsLong();
        if ((last == NEVER || now - last > BETWEEN_WARNINGS) && lastWarning.compareAndSet(last, now)) {
            LOG.warnf("%s does not work, answers go on without it: %s", level().label(), away.getMessage());
        }
    }
}
