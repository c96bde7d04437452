package dev.quern.cache;

import dev.quern.protocol.Deadline;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** One tenant's invalidations as they happen, for one reader. What a slow reader has not read yet is bounded. */
public final class Watch implements AutoCloseable {
    private static final int MOST_UNREAD = 1_000;

    private final String tenant;
    private final Consumer<Watch> onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final Queue<Invalidation> unread = new ArrayDeque<>();
    /** The first event of every watch: nobody knows what was missed before it. */
    private boolean missed = true;

    Watch(String tenant, Consumer<Watch> onClose) {
        this.tenant = tenant;
        this.onClose = onClose;
    }

    /** The next event; empty when the deadline has passed. */
    public Optional<Event> next(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!missed && unread.isEmpty()) {
                if (!something.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                    return Optional.empty();
                }
            }
            if (missed) {
                missed = false;
                return Optional.of(new Reset());
            }
            return Optional.ofNullable(unread.poll()).map(Invalidated::new);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        onClose.accept(this);
    }

    void tell(Invalidation invalidation) {
        if (!invalidation.tenant().equals(tenant)) {
            return;
        }
        lock.lock();
        try {
            if (missed) {
                return;
            }
            if (unread.size() == MOST_UNREAD) {
                forget();
            } else {
                unread.add(invalidation);
            }
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    void reset() {
        lock.lock();
        try {
            forget();
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        unread.clear();
        missed = true;
    }

    /** What a watcher is told. */
    public sealed interface Event {}

    /** Events may have been missed: everything of the tenant may be outdated. */
    public record Reset() implements Event {}

    /** Values that must not be served any more. */
    public record Invalidated(Invalidation invalidation) implements Event {}
}
