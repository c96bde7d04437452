package dev.quern.cache.redis;

import dev.quern.cache.Invalidation;
import dev.quern.cache.LocalLevels;
import dev.quern.cache.LogPosition;
import dev.quern.cache.LogPositions;
import dev.quern.cache.ReplicaMetrics;
import dev.quern.cache.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps this replica up with the others: one thread that sends heartbeats and, between them, does what the log says.
 * After an invalidation it sends the next one at once, because somebody waits to learn that it took place here.
 */
final class LogReader implements Runnable {
    private static final Logger LOG = Logger.getLogger(LogReader.class);
    private static final long BETWEEN_POSITIONS = Duration.ofSeconds(1).toNanos();

    private final ReplicaLog log;
    private final String self;
    private final ReplicaSettings settings;
    private final LocalLevels levels;
    private final Lease lease;
    private final LogPositions positions;
    private final ReplicaMetrics metrics;
    private final Membership membership;
    private final Set<String> unsettled = new HashSet<>();
    /** The latest heartbeats, the first one first, up to which the log is not applied yet. */
    private final Deque<Mark> marks = new ArrayDeque<>();

    private volatile LogPosition position = new LogPosition("", LogId.NONE.toString());
    private long beats;
    private long storedAt = System.nanoTime();
    private boolean attached;

    LogReader(
            ReplicaLog log,
            String self,
            ReplicaSettings settings,
            LocalLevels levels,
            Lease lease,
            LogPositions positions,
            ReplicaMetrics metrics) {
        this.log = log;
        this.self = self;
        this.settings = settings;
        this.levels = levels;
        this.lease = lease;
        this.positions = positions;
        this.metrics = metrics;
        this.membership = new Membership(log, self, settings.forgetAfter());
    }

    /** The log as this replica knows it; empty while it knows none. */
    String incarnation() {
        return position.incarnation();
    }

    @Override
    public void run() {
        position = positions.load().orElse(position);
        try {
            while (true) {
                try {
                    beatAndRead();
                } catch (StoreUnavailableException away) {
                    LOG.debugf("The log of the replicas: %s", away.getMessage());
                    TimeUnit.NANOSECONDS.sleep(settings.beat().dividedBy(4).toNanos());
                } catch (RuntimeException unexpected) {
                    LOG.warn("The log of the replicas cannot be followed just now.", unexpected);
                    TimeUnit.NANOSECONDS.sleep(settings.beat().toNanos());
                }
                noteLease();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            storePosition();
        }
    }

    private void beatAndRead() throws InterruptedException {
        Moment sent = Moment.now();
        long next = sent.nanoTime() + settings.beat().toNanos();
        ReplicaLog.Pulse pulse = log.beat(beats++, position, membership.isSettled(position.incarnation()));
        String incarnation = pulse.state().incarnation();
        if (!incarnation.equals(position.incarnation()) || !applied().reaches(pulse.first())) {
            startAnew(new LogPosition(incarnation, pulse.last().toString()));
        }
        lease.registered(sent);
        marks.removeIf(mark -> !mark.beat().isWithin(settings.lease()));
        marks.add(new Mark(sent, pulse.last()));
        noteCaughtUp();
        noteLease();
        membership.observe(pulse.state());
        boolean wanted = false;
        for (long left = next - System.nanoTime(); left > 0 && !wanted; left = next - System.nanoTime()) {
            ReplicaLog.Page page = log.read(applied(), Duration.ofNanos(left));
            // The next heartbeat finds out too that some of the log is missing, and starts anew.
            wanted = !page.whole() || apply(page.entries(), next);
            noteCaughtUp();
        }
        if (System.nanoTime() - storedAt > BETWEEN_POSITIONS) {
            storePosition();
        }
    }

    /** What happened in a log that is not there any more, or not whole, nobody knows. */
    private void startAnew(LogPosition at) throws InterruptedException {
        Moment before = Moment.now();
        levels.dropChangeable(true);
        lease.emptied(before);
        unsettled.add("");
        position = at;
        marks.clear();
        metrics.restarted();
    }

    private void noteCaughtUp() {
        for (Mark mark = marks.peek(); mark != null && applied().reaches(mark.last()); mark = marks.peek()) {
            lease.caughtUp(mark.beat());
            marks.remove();
        }
    }

    /**
     * Does what the entries say, or as much of it as there is time for until a heartbeat is due; the rest is read again.
     *
     * @return whether somebody may be waiting for it to be done
     */
    private boolean apply(List<ReplicaLog.Read> entries, long next) throws InterruptedException {
        boolean awaited = false;
        int foreign = 0;
        for (ReplicaLog.Read read : entries) {
            if (foreign > 0 && System.nanoTime() - next >= 0) {
                break;
            }
            if (!read.by().isEmpty() && !read.by().equals(self)) {
                awaited |= apply(read);
                foreign++;
            }
            position = new LogPosition(position.incarnation(), read.id().toString());
        }
        metrics.applied(foreign);
        return awaited;
    }

    private boolean apply(ReplicaLog.Read read) throws InterruptedException {
        if (read.entry().isEmpty()) {
            // A newer version has invalidated something in a way that this one does not know.
            levels.dropChangeable(true);
            unsettled.add("");
            return true;
        }
        LogEntry entry = read.entry().get();
        if (entry.replaced() && entry.invalidation() instanceof Invalidation.OfKey one) {
            levels.dropReplaced(one.key());
        } else {
            levels.drop(entry.invalidation());
        }
        unsettled.add(entry.invalidation().tenant());
        return !entry.replaced();
    }

    private void noteLease() throws InterruptedException {
        boolean held = lease.isHeld();
        boolean lost = attached && !held;
        if (attached != held) {
            LOG.infof(
                    held
                            ? "This replica hears of what the others invalidate."
                            : "This replica does not hear of what the others invalidate, and trusts Redis alone.");
        }
        attached = held;
        if (lost) {
            metrics.detached();
        }
        if (!held && (lost || lease.shouldEmpty())) {
            Moment before = Moment.now();
            levels.dropChangeable(false);
            lease.emptied(before);
        }
    }

    /** Not before the disk has done everything: a debt of it would be forgotten if this replica ended. */
    private void storePosition() {
        unsettled.removeIf(levels::isSettled);
        if (unsettled.isEmpty() && !position.incarnation().isEmpty()) {
            positions.store(position);
        }
        storedAt = System.nanoTime();
    }

    private LogId applied() {
        return LogId.parse(position.id());
    }

    /** @param last the last id of the log at the heartbeat */
    private record Mark(Moment beat, LogId last) {}
}
