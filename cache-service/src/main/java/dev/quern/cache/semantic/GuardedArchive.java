package dev.quern.cache.semantic;

import dev.quern.cache.Circuit;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.cache.Tag;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Makes an archive that can fail one that never does: after a few failures it is left alone for a while. What it has
 * missed of a removal puts the tenant in its debt: nothing of that tenant is read or stored until everything of the
 * tenant has been outdated there.
 */
final class GuardedArchive {
    private static final Logger LOG = Logger.getLogger(GuardedArchive.class);

    private final SemanticArchive archive;
    private final Circuit circuit;
    private final SemanticMetrics metrics;
    /** By tenant; the value tells one debt from a later one of the same tenant. */
    private final Map<String, Object> debts = new ConcurrentHashMap<>();

    private final ReentrantLock settling = new ReentrantLock();

    GuardedArchive(SemanticArchive archive, Circuit circuit, SemanticMetrics metrics) {
        this.archive = archive;
        this.circuit = circuit;
        this.metrics = metrics;
    }

    void store(TenantNamespace namespace, ArchivedQuestion question) throws InterruptedException {
        var _ = attempt(namespace.tenant(), () -> {
            archive.store(namespace, question);
            return true;
        });
    }

    void remove(TenantNamespace namespace, String id) throws InterruptedException {
        orOwe(namespace.tenant(), () -> archive.remove(namespace, id));
    }

    void removeTagged(String tenant, Tag tag) throws InterruptedException {
        orOwe(tenant, () -> archive.removeTagged(tenant, tag));
    }

    void outdate(String tenant) throws InterruptedException {
        owe(tenant);
        var _ = attempt(tenant, () -> true);
    }

    /** Empty when the archive cannot tell. */
    Optional<SemanticArchive.Page> read(TenantNamespace namespace, SemanticArchive.Position after)
            throws InterruptedException {
        return attempt(namespace.tenant(), () -> archive.read(namespace, after));
    }

    void report(TenantCollection collection, String id, Instant at) throws InterruptedException {
        var _ = attempt(collection.tenant(), () -> {
            archive.report(collection, id, at);
            return true;
        });
    }

    Map<String, Instant> reports(TenantCollection collection) throws InterruptedException {
        return attempt(collection.tenant(), () -> archive.reports(collection)).orElse(Map.of());
    }

    boolean isSettled(String tenant) {
        return !debts.containsKey(tenant);
    }

    /** @return whether the archive has now done everything that it was told to of the tenant */
    boolean settle(String tenant) throws InterruptedException {
        return isSettled(tenant) || attempt(tenant, () -> true).isPresent();
    }

    private void orOwe(String tenant, Removal removal) throws InterruptedException {
        boolean done = false;
        try {
            done = attempt(tenant, () -> {
                        removal.run();
                        return true;
                    })
                    .isPresent();
        } finally {
            if (!done) {
                owe(tenant);
            }
        }
    }

    private <T> Optional<T> attempt(String tenant, Action<T> action) throws InterruptedException {
        if (!circuit.allows()) {
            return Optional.empty();
        }
        try {
            if (!makeGood(tenant)) {
                return Optional.empty();
            }
            Optional<T> result = Optional.of(action.run());
            if (circuit.succeeded()) {
                LOG.info("The archive of the semantic cache answers again.");
            }
            return result;
        } catch (StoreUnavailableException away) {
            metrics.archiveFailed();
            if (circuit.isClosed()) {
                LOG.warnf("The semantic cache goes on without its archive: %s", away.getMessage());
            }
            circuit.failed();
            return Optional.empty();
        }
    }

    private void owe(String tenant) {
        debts.put(tenant, new Object());
    }

    /** @return whether the tenant has no debt now; false when another thread is about to settle it */
    private boolean makeGood(String tenant) throws InterruptedException {
        if (!debts.containsKey(tenant)) {
            return true;
        }
        if (!settling.tryLock()) {
            return false;
        }
        try {
            Object debt = debts.get(tenant);
            if (debt == null) {
                return true;
            }
            archive.outdate(tenant);
            // A debt that was made meanwhile stays.
            return debts.remove(tenant, debt);
        } finally {
            settling.unlock();
        }
    }

    @FunctionalInterface
    private interface Action<T> {
        T run() throws InterruptedException;
    }

    @FunctionalInterface
    private interface Removal {
        void run() throws InterruptedException;
    }
}
