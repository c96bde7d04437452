package dev.quern.retrieval.lucene;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.registry.Entries;
import dev.quern.retrieval.registry.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.AlreadyClosedException;
import org.jboss.logging.Logger;

/** Entries in this process, in an index of their own, whose folder no other process may use meanwhile. */
public final class LuceneEntries implements Entries {
    private static final Logger LOG = Logger.getLogger(LuceneEntries.class);

    private final Path folder;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile EntryIndex index;
    private volatile boolean closed;

    /** Throws with a sentence when the folder cannot be used. */
    public LuceneEntries(Path state) {
        folder = state.resolve("registry").toAbsolutePath();
        try {
            index = EntryIndex.open(folder);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The folder " + folder + " cannot be used for API keys and conversations (" + e
                            + "): make it writable and whole, or set quern.retrieval.state to another one.",
                    e);
        }
    }

    @Override
    public Optional<Entry> get(String name) {
        return read(searcher -> EntryQueries.find(searcher, name));
    }

    @Override
    public Set<String> present(Collection<String> names) {
        return read(searcher -> {
            Set<String> found = new TreeSet<>();
            for (String name : names) {
                if (EntryQueries.find(searcher, name).isPresent()) {
                    found.add(name);
                }
            }
            return found;
        });
    }

    @Override
    public void put(Entry entry) {
        write((_, writer) -> writer.updateDocument(EntryQueries.named(entry.name()), EntryQueries.document(entry)));
    }

    @Override
    public boolean putIfAbsent(Entry entry) {
        return write((searcher, writer) -> {
            Optional<Entry> there = EntryQueries.find(searcher, entry.name());
            if (there.isEmpty()) {
                writer.addDocument(EntryQueries.document(entry));
            }
            return there.map(entry::equals).orElse(true);
        });
    }

    @Override
    public boolean moveEnd(String name, Instant end) {
        return write((searcher, writer) -> {
            Optional<Entry> there = EntryQueries.find(searcher, name);
            if (there.isPresent()) {
                writer.updateDocument(
                        EntryQueries.named(name),
                        EntryQueries.document(there.get().endingAt(end)));
            }
            return there.isPresent();
        });
    }

    @Override
    public Page<Entry> list(String list, Instant after, int limit, Optional<String> before) {
        List<Entry> found =
                read(searcher -> EntryQueries.newest(searcher, EntryQueries.in(list, after, before), limit + 1));
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(
                        found.subList(0, limit),
                        Optional.of(found.get(limit - 1).place()));
    }

    @Override
    public long count(String list, Instant after) {
        Query query = EntryQueries.in(list, after, Optional.empty());
        return read(searcher -> (long) searcher.count(query));
    }

    @Override
    public List<Entry> over(Instant before, int limit) {
        return read(searcher -> EntryQueries.some(searcher, EntryQueries.over(before), limit));
    }

    @Override
    public void keepNewest(String list, int most) {
        Query all = EntryQueries.in(list, Instant.EPOCH, Optional.empty());
        if (read(searcher -> searcher.count(all)) <= most) {
            return;
        }
        write((searcher, writer) -> {
            for (String name : EntryQueries.beyond(searcher, all, most)) {
                writer.deleteDocuments(EntryQueries.named(name));
            }
            return true;
        });
    }

    @Override
    public void remove(String name) {
        write((_, writer) -> writer.deleteDocuments(EntryQueries.named(name)));
    }

    @Override
    public void removeAll(String list) {
        write((_, writer) -> writer.deleteDocuments(EntryQueries.in(list)));
    }

    @Override
    public void close() {
        detached(_ -> {
            opening.lock();
            try {
                closed = true;
                index.close();
            } finally {
                opening.unlock();
            }
            return true;
        });
    }

    private <T> T read(EntryIndex.Read<T> read) {
        return detached(_ -> index().read(read));
    }

    private <T> T write(EntryIndex.Change<T> change) {
        return detached(_ -> index().write(change));
    }

    private EntryIndex index() throws IOException {
        return index.isBroken() ? openAgain() : index;
    }

    private EntryIndex openAgain() throws IOException {
        opening.lock();
        try {
            if (closed) {
                throw new AlreadyClosedException("the registry is closed");
            }
            if (index.isBroken()) {
                index.close();
                index = EntryIndex.open(folder);
            }
            return index;
        } finally {
            opening.unlock();
        }
    }

    private static <T> T detached(Detached.Work<T> work) {
        try {
            return Detached.call(work);
        } catch (IOException | AlreadyClosedException e) {
            LOG.error("the store of API keys and conversations failed", e);
            throw QuernException.unavailable(
                    "lucene",
                    "The store of API keys and conversations (lucene) is not available: its log has the details.",
                    e);
        }
    }
}
