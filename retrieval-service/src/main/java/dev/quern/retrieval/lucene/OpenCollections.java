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
    private final Map<String, CollectionSlot> slots = new ConcurrentHashMap<>();
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
        while (isKnown(name)) {
            CollectionSlot.Entered entered = alone(name, CollectionSlot::enter);
            if (entered == null) {
                return Optional.empty();
            }
            try {
                closeIdle();
                return Optional.of(use.use(entered.index()));
            } catch (AlreadyClosedException | IOException failure) {
                if (!entered.index().isRetired()) {
                    throw failure;
                }
            } finally {
                entered.slot().leave();
            }
        }
        return Optional.empty();
    }

    private boolean isKnown(String name) {
        return slots.containsKey(name) || Files.isDirectory(folder.collection(name));
    }

    /**
     * Makes the collection unless it is there.
     *
     * @return false when it is the successor of a collection that is not there
     */
    boolean create(CollectionHeader header) throws IOException {
        CollectionId id = header.collection().id();
        return id.successor()
                ? alone(StateFolder.nameOf(id.asItself()), home -> home.isThere() && createAlone(header))
                : createAlone(header);
    }

    private boolean createAlone(CollectionHeader header) throws IOException {
        CollectionId id = header.collection().id();
        return alone(StateFolder.nameOf(id), slot -> {
            if (!slot.isThere()) {
                CollectionIndex.create(folder.createCollection(id), settings, header);
            }
            return true;
        });
    }

    /**
     * With its successor, if it has one. Calls that are using it end well, or find it gone.
     *
     * @return false when there is no such collection
     */
    boolean remove(CollectionId id) throws IOException {
        if (!isKnown(StateFolder.nameOf(id))) {
            return false;
        }
        List<Path> gone = alone(StateFolder.nameOf(id), slot -> {
            List<Path> files = new ArrayList<>();
            remove(slot, id).ifPresent(files::add);
            CollectionId next = id.asSuccessor();
            if (!files.isEmpty() && !id.successor() && isKnown(StateFolder.nameOf(next))) {
                files.addAll(alone(
                        StateFolder.nameOf(next),
                        other -> remove(other, next).stream().toList()));
            }
            return files;
        });
        gone.forEach(folder::removeFiles);
        return !gone.isEmpty();
    }

    private Optional<Path> remove(CollectionSlot slot, CollectionId id) throws IOException {
        Optional<Path> files = slot.remove(id);
        if (files.isPresent()) {
            slots.remove(slot.name(), slot);
        }
        return files;
    }

    boolean isThere(CollectionId id) throws IOException {
        String name = StateFolder.nameOf(id);
        return isKnown(name) && alone(name, CollectionSlot::isThere);
    }

    /** The collections that have a successor. One that cannot be read is left out. */
    List<CollectionId> withSuccessor() throws IOException {
        List<CollectionId> found = new ArrayList<>();
        for (String successor : folder.successors()) {
            try {
                describe(successor)
                        .map(Collection::id)
                        .filter(CollectionId::successor)
                        .map(CollectionId::asItself)
                        .ifPresent(found::add);
            } catch (IOException | RuntimeException failure) {
                LOG.errorf(failure, "it cannot be read whose successor the collection in %s is", successor);
            }
        }
        return found;
    }

    /**
     * Has the collection's successor take its place; nobody changes the collection meanwhile. Reads that are under way
     * end well, on the one or the other.
     *
     * @return where the files are of what was there before, for {@link StateFolder#removeFiles}; empty when one of them
     *     is not there
     */
    Optional<Path> replace(CollectionId id) throws IOException {
        return alone(
                StateFolder.nameOf(id),
                old -> alone(StateFolder.nameOf(id.asSuccessor()), next -> {
                    CollectionSlot.Entered entered = old.isThere() ? next.enter() : null;
                    if (entered == null) {
                        return Optional.<Path>empty();
                    }
                    // From here on, whatever fails, only the files can tell what was decided.
                    old.beginReplacementBy(next);
                    try {
                        entered.index().write(edit -> {
                            edit.becomeItself();
                            return true;
                        });
                    } finally {
                        next.leave();
                    }
                    return finishReplacement(old, next);
                }));
    }

    private Optional<Path> finishReplacement(CollectionSlot old, CollectionSlot next) throws IOException {
        next.retire();
        old.retire();
        Optional<Path> gone = folder.finishReplacement(next.name());
        old.endReplacementBy(next);
        return gone;
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
        for (CollectionSlot slot : List.copyOf(slots.values())) {
            if (slot.index().filter(open -> open.isQuiet(quiet)).isPresent()) {
                try {
                    use(slot.name(), index -> {
                        index.settle();
                        return true;
                    });
                } catch (IOException | RuntimeException failure) {
                    LOG.infof(failure, "the index in %s was not merged", slot.name());
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
        T run(CollectionSlot slot) throws IOException;
    }

    /** Nobody opens, closes, makes or removes the collection meanwhile. */
    private <T extends @Nullable Object> T alone(String name, Alone<T> work) throws IOException {
        while (true) {
            CollectionSlot slot =
                    slots.computeIfAbsent(name, made -> new CollectionSlot(made, folder, settings, openCount));
            slot.lock();
            try {
                if (closed) {
                    throw new AlreadyClosedException("the store is closed");
                }
                if (!slot.isForgotten()) {
                    Optional<String> successor = slot.successor();
                    if (successor.isPresent()) {
                        // The next start removes the files: searches wait here.
                        var _ = alone(successor.get(), next -> finishReplacement(slot, next));
                    }
                    return work.run(slot);
                }
            } finally {
                slot.unlock();
            }
        }
    }

    private void closeIdle() throws IOException {
        int tooMany = openCount.get() - settings.openCollections();
        if (tooMany <= 0) {
            return;
        }
        // The times are read once: they change while others work, and sorting needs them to stand still.
        record Candidate(CollectionSlot slot, long lastUse) {}
        List<Candidate> oldest = slots.values().stream()
                .filter(CollectionSlot::isOpen)
                .map(slot -> new Candidate(slot, slot.lastUse()))
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
        for (CollectionSlot slot : slots.values()) {
            slot.close();
        }
    }
}
