package dev.quern.cache.disk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Values on their way to the disk, bounded by their bytes. A value counts until it has arrived. */
final class Waiting {
    private final long most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Item> items = new ArrayDeque<>();
    private long bytes;

    /** One value. */
    record Item(Slot slot, int bytes) {}

    Waiting(long most) {
        this.most = most;
    }

    /** @return false when there is no room; a value for which nothing has to wait fits in any case */
    boolean offer(Slot slot, int size) {
        lock.lock();
        try {
            if (bytes > 0 && bytes + size > most) {
                return false;
            }
            items.add(new Item(slot, size));
            bytes += size;
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for one. */
    Item take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (items.isEmpty()) {
                changed.await();
            }
            return items.remove();
        } finally {
            lock.unlock();
        }
    }

    /** A value that was taken is on the disk, or will not be. */
    void arrived(Item item) {
        lock.lock();
        try {
            bytes -= item.bytes();
        } finally {
            lock.unlock();
        }
    }

    /** Of values that have not arrived. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
