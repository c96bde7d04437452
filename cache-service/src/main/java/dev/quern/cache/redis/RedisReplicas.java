package dev.quern.cache.redis;

import dev.quern.cache.CacheKey;
import dev.quern.cache.CacheLevel;
import dev.quern.cache.Invalidation;
import dev.quern.cache.LocalLevels;
import dev.quern.cache.LogPositions;
import dev.quern.cache.ReplicaMetrics;
import dev.quern.cache.Replicas;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.cache.ValueType;
import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisAddress;
import dev.quern.redis.RedisLink;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Replicas that tell each other over a log in Redis. No replica serves what an invalidation that was confirmed covers,
 * whatever fails, because:
 *
 * <ul>
 *   <li>Whoever invalidates appends that to the log once the shared levels have dropped the values, and waits for every
 *       member to have done the same, or for so long that a replica which has not cannot have a {@link Lease} from
 *       before.
 *   <li>A replica trusts memory and disk while it has a lease: a heartbeat, sent a short time ago, that Redis confirmed,
 *       and a log that was read up to there. So it has dropped all that was invalidated before the heartbeat.
 *   <li>Without a lease it serves from memory only what it was given in the last moments, for which whoever invalidates
 *       waits as well; and not even that once it has to expect that others have forgotten it, as it is before its first
 *       heartbeat. What a type that cannot change keeps is served throughout.
 *   <li>A log that was lost or cut is noticed at the next heartbeat: everything is dropped. Members that only knew the
 *       log before are allowed for by waiting in full until it is old enough.
 * </ul>
 *
 * <p>This holds for one Redis and for one that fails over. It does not hold while two masters both take writes, each of
 * them with some of the replicas: {@code min-replicas-to-write} and a majority of cluster nodes are what bound that.
 */
public final class RedisReplicas implements Replicas, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RedisReplicas.class);
    private static final long STOPPING_MILLIS = 2_000;

    private final ReplicaSettings settings;
    private final ReplicaMetrics metrics;
    private final LogPositions positions;
    private final String self = UUID.randomUUID().toString();
    private final Lease lease;
    private final ReplicaLog listening;
    private final ReplicaLog telling;
    private final Acknowledgements acknowledgements;
    private @Nullable Running running;

    /** Opens no connection. */
    public RedisReplicas(
            Vertx vertx, RedisAddress redis, ReplicaSettings settings, LogPositions positions, ReplicaMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
        this.positions = positions;
        this.lease = new Lease(settings);
        // One waits for the log most of the time, which would hold up whoever else uses its connection.
        this.listening = new ReplicaLog(new StoreLink(new RedisLink(vertx, redis)), self, settings);
        this.telling = new ReplicaLog(new StoreLink(new RedisLink(vertx, redis)), self, settings);
        this.acknowledgements = new Acknowledgements(telling, self, settings);
    }

    @Override
    public void start(LocalLevels levels) {
        LogReader reader = new LogReader(listening, self, settings, levels, lease, positions, metrics);
        LogWriter writer = new LogWriter(telling, settings, levels, reader::incarnation);
        // Not virtual ones: a lease must not wait for a carrier.
        Thread reading =
                Thread.ofPlatform().daemon().name("quern-replicas-reader").unstarted(reader);
        Thread writing =
                Thread.ofPlatform().daemon().name("quern-replicas-writer").unstarted(writer);
        running = new Running(reader, writer, List.of(reading, writing));
        running.threads.forEach(Thread::start);
        metrics.watch(this);
    }

    @Override
    public boolean invalidated(Invalidation invalidation, Deadline deadline) throws InterruptedException {
        boolean confirmed = false;
        try {
            confirmed = tell(invalidation, deadline);
            return confirmed;
        } finally {
            metrics.invalidated(confirmed);
        }
    }

    @Override
    public void tellLater(Invalidation invalidation) {
        running().writer.invalidated(invalidation);
    }

    @Override
    public void replaced(CacheKey key) {
        if (key.type().canChange()) {
            running().writer.replaced(key);
        }
    }

    @Override
    public boolean trusts(CacheLevel level, ValueType type) {
        return switch (level) {
            case REDIS -> true;
            case MEMORY -> !type.canChange() || lease.isHeld() || lease.isMemoryNew();
            case DISK -> !type.canChange() || lease.isHeld();
        };
    }

    @Override
    public boolean isCoherent() {
        return lease.isHeld();
    }

    @Override
    public void close() throws InterruptedException {
        lease.end();
        try {
            if (running != null) {
                running.threads.forEach(Thread::interrupt);
                for (Thread thread : running.threads) {
                    thread.join(STOPPING_MILLIS);
                }
                running.writer.tellTheRest(Deadline.after(settings.beat().multipliedBy(2)));
                leave();
            }
        } finally {
            listening.close();
            telling.close();
        }
    }

    private boolean tell(Invalidation invalidation, Deadline deadline) throws InterruptedException {
        Running now = running();
        Optional<ReplicaLog.Appended> appended = Optional.empty();
        try {
            LogEntry entry = LogEntry.invalidated(invalidation);
            Deadline patience = deadline.orAfter(settings.lease());
            appended = append(now.reader, entry, deadline);
            // The reader has to find the log first, or the new one after the last was lost.
            while (appended.isEmpty() && !patience.isPassed()) {
                TimeUnit.NANOSECONDS.sleep(settings.beat().dividedBy(4).toNanos());
                appended = append(now.reader, entry, deadline);
            }
        } catch (StoreUnavailableException away) {
            LOG.debugf("An invalidation is told later: %s", away.getMessage());
        } finally {
            if (appended.isEmpty()) {
                now.writer.invalidated(invalidation);
            }
        }
        return appended.isPresent() && acknowledgements.await(appended.get(), deadline);
    }

    private Optional<ReplicaLog.Appended> append(LogReader reader, LogEntry entry, Deadline deadline)
            throws InterruptedException {
        return telling.append(reader.incarnation(), List.of(entry), deadline.orAfter(settings.beat()));
    }

    private void leave() throws InterruptedException {
        try {
            telling.leave();
        } catch (StoreUnavailableException away) {
            LOG.debugf("The other replicas will wait for this one a while: %s", away.getMessage());
        }
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    private record Running(LogReader reader, LogWriter writer, List<Thread> threads) {}
}
