package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.store.AlreadyClosedException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The indexes that are open: opened when they are needed, and closed, the least recently used first, when there are more
 * than the settings allow. One that is being used stays open, so there are never more than that plus the calls under way.
 */
final class OpenCollections implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OpenCollections.class);

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
        Entered entered = alone(name, Slot::enter);
        if (entered == null) {
            return Optional.empty();
        }
        try {
            closeIdle();
            return Optional.of(use.use(entered.index()));
        } catch (AlreadyClosedException | IOException failure) {
            if (entered.index().isRemoved()) {
                return Optional.empty();
            }
            throw failure;
        } finally {
            entered.slot().leave();
        }
    }

    /** Makes the collection unless it is there. */
    void create(CollectionHeader header) throws IOException {
        CollectionId id = header.collection().id();
        alone(StateFolder.nameOf(id), slot -> {
            if (!slot.isThere()) {
                CollectionIndex.create(folder.createCollection(id), settings, header);
            }
            return true;
        });
    }

    /** False when there is no such collection. Calls that are using it end well, or find it gone. */
    boolean remove(CollectionId id) throws IOException {
        String name = StateFolder.nameOf(id);
        if (!slots.containsKey(name) && !Files.isDirectory(folder.collection(name))) {
            return false;
        }
        Optional<Path> gone = alone(name, slot -> {
            if (!slot.isThere()) {
                return Optional.<Path>empty();
            }
            slot.closeForGood();
            Path files = folder.removeCollection(id);
            slot.forget();
            return Optional.of(files);
        });
        gone.ifPresent(folder::removeFiles);
        return gone.isPresent();
    }

    /** Says what the last commits say, and opens no index for it. */
    Page<Collection> list(String tenant, int limit, Optional<String> after) throws IOException {
        List<Collection> found = new ArrayList<>();
        for (String name : folder.namesOf(tenant)) {
            if (after.isEmpty() || name.compareTo(after.get()) > 0) {
                if (found.size() == limit) {
                    return new Page<>(found, Optional.of(found.getLast().id().name()));
                }
                describe(StateFolder.nameOf(new CollectionId(tenant, name))).ifPresent(found::add);
            }
        }
        return new Page<>(found, Optional.empty());
    }

    /** Settles what is open and was not changed for a while. What fails is left as it is: it can be searched. */
    void settle(Duration quiet) {
        for (Slot slot : List.copyOf(slots.values())) {
            CollectionIndex open = slot.index;
            if (open != null) {
                try {
                    if (open.isQuiet(quiet)) {
                        use(slot.name, index -> {
                            index.settle();
                            return true;
                        });
                    }
                } catch (IOException | RuntimeException failure) {
                    LOG.infof(failure, "the index in %s was not merged", slot.name);
                }
            }
        }
    }

    private Optional<Collection> describe(String name) throws IOException {
        return alone(
                name,
                slot -> slot.isThere()
                        ? Optional.of(CollectionIndex.describe(folder.collection(name)))
                        : Optional.<Collection>empty());
    }

    @FunctionalInterface
    private interface Alone<T extends @Nullable Object> {
        T run(Slot slot) throws IOException;
    }

    /** Nobody opens, closes, makes or removes the collection meanwhile. */
    private <T extends @Nullable Object> T alone(String name, Alone<T> work) throws IOException {
        while (true) {
            Slot slot = slots.computeIfAbsent(name, Slot::new);
            slot.lock.lock();
            try {
                if (closed) {
                    throw new AlreadyClosedException("the store is closed");
                }
                if (!slot.forgotten) {
                    return work.run(slot);
                }
            } finally {
                slot.lock.unlock();
            }
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

    private record Entered(Slot slot, CollectionIndex index) {}

    private final class Slot {
        private final String name;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable CollectionIndex index;
        private volatile long lastUse;
        private int users;
        private boolean forgotten;

        Slot(String name) {
            this.name = name;
        }

        boolean isOpen() {
            return index != null;
        }

        boolean isThere() throws IOException {
            return CollectionIndex.isIn(folder.collection(name));
        }

        /** Null when there is no such collection. */
        @Nullable Entered enter() throws IOException {
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
                index = current;
                openCount.incrementAndGet();
            }
            users++;
            lastUse = System.nanoTime();
            return new Entered(this, current);
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

        void closeForGood() throws IOException {
            CollectionIndex current = index;
            if (current != null) {
                current.remove();
                close();
            }
        }

        /** Whoever waits for this slot takes a new one. */
        void forget() {
            forgotten = true;
            slots.remove(name, this);
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
