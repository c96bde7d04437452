package dev.quern.gateway;

import dev.quern.gateway.AnswerLog.Excerpt;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Keeps what was told in this process. What has ended makes room first; when all is under way there is none. */
final class MemoryAnswerLog implements AnswerLog {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final long keptFor;
    private final long lease;
    private final long most;
    private final ReentrantLock lock = new ReentrantLock();
    /** In the order in which their holders last gave a sign of life. */
    private final LinkedHashMap<String, Kept> logs = new LinkedHashMap<>();
    /** Those that have ended, in the order in which they did. */
    private final LinkedHashSet<String> ended = new LinkedHashSet<>();

    private final LongSupplier nanos;
    private long size;

    /** @param most bytes that all of them take up */
    MemoryAnswerLog(Duration keptFor, Duration lease, long most) {
        this(keptFor, lease, most, System::nanoTime);
    }

    MemoryAnswerLog(Duration keptFor, Duration lease, long most, LongSupplier nanos) {
        this.keptFor = keptFor.toNanos();
        this.lease = lease.toNanos();
        this.most = most;
        this.nanos = nanos;
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public void open(String id, Opening opening, String holder) {
        lock.lock();
        try {
            makeRoom(opening.size());
            Kept kept = new Kept(opening);
            kept.holder = holder;
            touch(id, kept);
            size += kept.size;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean append(String id, LoggedEvent event, String holder) {
        lock.lock();
        try {
            Kept kept = present(id);
            if (!isHeldBy(kept, holder) || event.number() <= kept.last()) {
                return false;
            }
            makeRoom(event.size());
            kept.holder = event.isLast() ? "" : holder;
            touch(id, kept);
            kept.events.add(event);
            kept.size += event.size();
            size += event.size();
            if (event.isLast()) {
                ended.add(id);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean renew(String id, String holder) {
        lock.lock();
        try {
            Kept kept = present(id);
            if (isHeldBy(kept, holder)) {
                kept.holder = holder;
                touch(id, kept);
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(String id, String holder) {
        lock.lock();
        try {
            Kept kept = logs.get(id);
            if (kept != null && kept.holder.equals(holder)) {
                kept.holder = "";
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean take(String id, String holder) {
        lock.lock();
        try {
            Kept kept = present(id);
            return !kept.hasEnded() && !isHeld(kept) && renew(id, holder);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Excerpt> read(String id, long after) {
        lock.lock();
        try {
            dropOld();
            return Optional.ofNullable(logs.get(id))
                    .map(kept -> new Excerpt(
                            kept.opening,
                            kept.events.stream()
                                    .filter(event -> event.number() > after)
                                    .toList(),
                            kept.hasEnded(),
                            isHeld(kept)));
        } finally {
            lock.unlock();
        }
    }

    private Kept present(String id) {
        dropOld();
        Kept kept = logs.get(id);
        if (kept == null) {
            throw QuernException.notFound("id", "This answer is not kept any more.");
        }
        return kept;
    }

    private void touch(String id, Kept kept) {
        kept.touchedAt = nanos.getAsLong();
        logs.putLast(id, kept);
    }

    private void dropOld() {
        long now = nanos.getAsLong();
        while (!logs.isEmpty() && now - logs.firstEntry().getValue().touchedAt > keptFor) {
            drop(logs.firstEntry().getKey());
        }
    }

    private void makeRoom(int wanted) {
        dropOld();
        while (size + wanted > most && !ended.isEmpty()) {
            drop(ended.getFirst());
        }
        if (size + wanted > most) {
            throw new QuernException(ErrorCode.OVERLOADED, "As many answers as possible are kept to be resumed.")
                    .withRetryAfter(TRY_AGAIN);
        }
    }

    private void drop(String id) {
        ended.remove(id);
        Kept kept = logs.remove(id);
        size -= kept == null ? 0 : kept.size;
    }

    private boolean isHeld(Kept kept) {
        return !kept.holder.isEmpty() && nanos.getAsLong() - kept.touchedAt < lease;
    }

    /** Or could be: a lease that has lapsed is still one's own when nobody else wanted it. */
    private boolean isHeldBy(Kept kept, String other) {
        return kept.holder.equals(other) || !isHeld(kept);
    }

    private static final class Kept {
        private final Opening opening;
        private final List<LoggedEvent> events = new ArrayList<>();
        private String holder = "";
        private long touchedAt;
        private long size;

        Kept(Opening opening) {
            this.opening = opening;
            size = opening.size();
        }

        long last() {
            return events.isEmpty() ? 0 : events.getLast().number();
        }

        boolean hasEnded() {
            return !events.isEmpty() && events.getLast().isLast();
        }
    }
}
