package dev.quern.retrieval.lucene;

import dev.quern.retrieval.CollectionId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The place of one collection among those that are open; who has its lock is alone with it. */
final class CollectionSlot {
    /** An index that is being used, until it is left. */
    record Entered(CollectionSlot slot, CollectionIndex index) {}

    private final String name;
    private final StateFolder folder;
    private final IndexSettings settings;
    /** Of all slots. */
    private final AtomicInteger openCount;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable CollectionIndex index;
    private volatile long lastUse;
    private int users;
    private boolean forgotten;
    /** Of the index that was open last; see {@link CollectionIndex#lost}. */
    private final Set<String> lost = new HashSet<>();

    private @Nullable String successor;
    private boolean isTakingAPlace;

    CollectionSlot(String name, StateFolder folder, IndexSettings settings, AtomicInteger openCount) {
        this.name = name;
        this.folder = folder;
        this.settings = settings;
        this.openCount = openCount;
    }

    String name() {
        return name;
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** A collection that is gone: whoever waits for this slot takes a new one. */
    boolean isForgotten() {
        return forgotten;
    }

    Optional<CollectionIndex> index() {
        return Optional.ofNullable(index);
    }

    long lastUse() {
        return lastUse;
    }

    /** The name of the successor that began to take its place, unless it is done. */
    Optional<String> successor() {
        return Optional.ofNullable(successor);
    }

    void beginReplacementBy(CollectionSlot next) {
        successor = next.name;
        next.isTakingAPlace = true;
    }

    void endReplacementBy(CollectionSlot next) {
        successor = null;
        next.isTakingAPlace = false;
    }

    boolean isOpen() {
        return index != null;
    }

    boolean isThere() throws IOException {
        return CollectionIndex.isIn(folder.collection(name));
    }

    /** Null when there is no such collection. */
    @Nullable Entered enter() throws IOException {
        requireNotTakingAPlace();
        CollectionIndex current = index;
        if (current != null && current.isBroken()) {
            close();
            current = null;
        }
        if (current == null) {
            if (!isThere()) {
                return null;
            }
            current = CollectionIndex.open(folder.collection(name), settings);
            current.inherit(lost);
            lost.clear();
            index = current;
            openCount.incrementAndGet();
        }
        users++;
        lastUse = System.nanoTime();
        return new Entered(this, current);
    }

    private void requireNotTakingAPlace() throws IOException {
        if (isTakingAPlace) {
            throw new IOException("it has not taken its collection's place yet");
        }
    }

    void leave() {
        lock.lock();
        try {
            users--;
            lastUse = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    void closeIfIdle() throws IOException {
        if (lock.tryLock()) {
            try {
                if (users == 0) {
                    close();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    void retire() throws IOException {
        CollectionIndex current = index;
        if (current != null) {
            current.retire();
            close();
        }
    }

    /** Returns where the files are, if there is a collection. */
    Optional<Path> remove(CollectionId id) throws IOException {
        requireNotTakingAPlace();
        if (!isThere()) {
            return Optional.empty();
        }
        retire();
        Path files = folder.removeCollection(id);
        forgotten = true;
        return Optional.of(files);
    }

    void close() throws IOException {
        lock.lock();
        try {
            CollectionIndex current = index;
            if (current != null) {
                index = null;
                openCount.decrementAndGet();
                try {
                    current.close();
                } finally {
                    lost.addAll(current.lost());
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
