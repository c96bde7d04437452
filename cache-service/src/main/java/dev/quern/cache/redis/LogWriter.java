package dev.quern.cache.redis;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Invalidation;
import dev.quern.cache.LocalLevels;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.protocol.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Tells the other replicas what nobody waits for, on a thread of its own, in batches, and again until Redis has it. What
 * is still to be told is bounded: too many keys become their tenants, of which there are few.
 */
final class LogWriter implements Runnable {
    private static final Logger LOG = Logger.getLogger(LogWriter.class);
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_AT_ONCE = 500;
    /** Long enough for puts to gather, short enough for nobody to notice. */
    private static final Duration GATHERING = Duration.ofMillis(2);

    private final ReplicaLog log;
    private final ReplicaSettings settings;
    private final LocalLevels levels;
    private final Supplier<String> incarnation;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    /** By what they cover; whether it was replaced only. */
    private final Map<Invalidation, Boolean> waiting = new LinkedHashMap<>();

    LogWriter(ReplicaLog log, ReplicaSettings settings, LocalLevels levels, Supplier<String> incarnation) {
        this.log = log;
        this.settings = settings;
        this.levels = levels;
        this.incarnation = incarnation;
    }

    void replaced(CacheKey key) {
        add(LogEntry.replaced(key));
    }

    void invalidated(Invalidation invalidation) {
        add(LogEntry.invalidated(invalidation));
    }

    @Override
    public void run() {
        try {
            while (true) {
                gather();
                List<LogEntry> batch = take();
                List<LogEntry> untold = batch;
                try {
                    untold = tell(batch);
                } catch (RuntimeException unexpected) {
                    LOG.warn("The other replicas cannot be told just now.", unexpected);
                } finally {
                    untold.forEach(this::add);
                }
                if (untold.size() == batch.size()) {
                    TimeUnit.NANOSECONDS.sleep(settings.beat().dividedBy(2).toNanos());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Tells what is left when the thread has ended, as far as there is time. What Redis has not made good is told as well:
     * nobody is there any more to do that first.
     */
    void tellTheRest(Deadline deadline) throws InterruptedException {
        List<LogEntry> rest = take();
        while (!rest.isEmpty() && !deadline.isPassed()) {
            if (append(rest, deadline.orAfter(settings.beat()))) {
                rest = take();
            } else {
                Deadline pause = deadline.orAfter(settings.beat().dividedBy(4));
                TimeUnit.NANOSECONDS.sleep(pause.remaining().toNanos());
            }
        }
        if (!rest.isEmpty()) {
            LOG.warn("The other replicas were not told of everything before this one was stopped.");
        }
    }

    private void add(LogEntry entry) {
        lock.lock();
        try {
            waiting.merge(entry.invalidation(), entry.replaced(), Boolean::logicalAnd);
            if (waiting.size() > MOST_WAITING) {
                Set<Invalidation> tenants = waiting.keySet().stream()
                        .map(some -> new Invalidation.OfTenant(some.tenant()))
                        .collect(Collectors.toSet());
                waiting.clear();
                tenants.forEach(tenant -> waiting.put(tenant, false));
            }
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Until there is something to tell, and a little more of it. */
    private void gather() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty()) {
                something.await();
            }
        } finally {
            lock.unlock();
        }
        TimeUnit.NANOSECONDS.sleep(GATHERING.toNanos());
    }

    private List<LogEntry> take() {
        lock.lock();
        try {
            List<LogEntry> batch = new ArrayList<>();
            var entries = waiting.entrySet().iterator();
            while (entries.hasNext() && batch.size() < MOST_AT_ONCE) {
                var entry = entries.next();
                batch.add(new LogEntry(entry.getKey(), entry.getValue()));
                entries.remove();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** @return what is still to be told */
    private List<LogEntry> tell(List<LogEntry> batch) throws InterruptedException {
        Map<String, Boolean> settled = new HashMap<>();
        List<LogEntry> ready = new ArrayList<>();
        List<LogEntry> untold = new ArrayList<>();
        for (LogEntry entry : batch) {
            // Before, others could take from Redis again what they are told to drop.
            boolean now = entry.replaced() || settle(entry.invalidation().tenant(), settled);
            (now ? ready : untold).add(entry);
        }
        return ready.isEmpty() || append(ready, Deadline.after(settings.beat())) ? untold : batch;
    }

    private boolean settle(String tenant, Map<String, Boolean> known) throws InterruptedException {
        Boolean settled = known.get(tenant);
        if (settled == null) {
            settled = levels.settle(tenant);
            known.put(tenant, settled);
        }
        return settled;
    }

    private boolean append(List<LogEntry> entries, Deadline deadline) throws InterruptedException {
        try {
            return log.append(incarnation.get(), entries, deadline).isPresent();
        } catch (StoreUnavailableException away) {
            return false;
        }
    }
}
