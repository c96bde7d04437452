package dev.quern.retrieval.lucene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/**
 * The indexes that are open: opened when they are needed, and closed, the least recently used first, when there are more
 * than the settings allow. One that is being used stays open, so there are never more than that plus the calls under way.
 */
final class OpenCollections implements AutoCloseable {
    private final StateFolder folder;
    private final IndexSettings settings;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final AtomicInteger openCount = new AtomicInteger();
    private volatile boolean closed;

    OpenCollections(StateFolder folder, IndexSettings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    @FunctionalInterface
    interface Use<T> {
        T use(CollectionIndex index) throws IOException;
    }

    /** Empty when there is no such collection. */
    <T> Optional<T> use(String name, Use<T> use) throws IOException {
        if (!slots.containsKey(name) && !Files.isDirectory(folder.collection(name))) {
            return Optional.empty();
        }
        Slot slot = slots.computeIfAbsent(name, Slot::new);
        CollectionIndex index = slot.enter();
        if (index == null) {
            return Optional.empty();
        }
        try {
            closeIdle();
            return Optional.of(use.use(index));
        } finally {
            slot.leave();
        }
    }

    /** Makes the collection unless it is there. */
    void create(String name, CollectionHeader header) throws IOException {
        Path path = folder.createCollection(name);
        Slot slot = slots.computeIfAbsent(name, Slot::new);
        slot.lock.lock();
        try {
            if (slot.index == null && !CollectionIndex.isIn(path)) {
                CollectionIndex.create(path, settings, header);
            }
        } finally {
            slot.lock.unlock();
        }
    }

    private void closeIdle() throws IOException {
        int tooMany = openCount.get() - settings.openCollections();
        if (tooMany <= 0) {
            return;
        }
        // The times are read once: they change while others work, and sorting needs them to stand still.
        record Candidate(Slot slot, long lastUse) {}
        List<Candidate> oldest = slots.values().stream()
                .filter(Slot::isOpen)
                .map(slot -> new Candidate(slot, slot.lastUse))
                .sorted(Comparator.comparingLong(Candidate::lastUse))
                .limit(tooMany)
                .toList();
        for (Candidate candidate : oldest) {
            candidate.slot().closeIfIdle();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (Slot slot : slots.values()) {
            slot.close();
        }
    }

    private final class Slot {
        private final String name;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable CollectionIndex index;
        private volatile long lastUse;
        private int users;

        Slot(String name) {
            this.name = name;
        }

        boolean isOpen() {
            return index != null;
        }

        @Nullable CollectionIndex enter() throws IOException {
            lock.lock();
            try {
                if (closed) {
                    throw new AlreadyClosedException("the store is closed");
                }
                CollectionIndex current = index;
                if (current != null && current.isBroken()) {
                    close();
                    current = null;
                }
                if (current == null) {
                    Path path = folder.collection(name);
                    if (!CollectionIndex.isIn(path)) {
                        return null;
                    }
                    current = CollectionIndex.open(path, settings);
                    index = current;
                    openCount.incrementAndGet();
                }
                users++;
                lastUse = System.nanoTime();
                return current;
            } finally {
                lock.unlock();
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

        void close() throws IOException {
            lock.lock();
            try {
                CollectionIndex current = index;
                if (current != null) {
                    index = null;
                    openCount.decrementAndGet();
                    current.close();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
