package dev.quern.retrieval.lucene;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.Candidates;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentState;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.Place;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.SearchQuery;
import dev.quern.retrieval.Ulids;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.store.AlreadyClosedException;
import org.jboss.logging.Logger;

/**
 * Keeps documents in this process: an index per collection, in a folder that no other process may use meanwhile. Every
 * method that changes something returns after a commit, except that {@link #addChunks} leaves it to the next one, and a
 * search sees commits only.
 */
public final class LuceneDocumentStore implements DocumentStore {
    private static final Logger LOG = Logger.getLogger(LuceneDocumentStore.class);

    private static final Duration SETTLING_INTERVAL = Duration.ofSeconds(1);

    private final StateFolder folder;
    private final IndexSettings settings;
    private final OpenCollections collections;
    private final WriteGates gates = new WriteGates();
    private final ScheduledExecutorService settling = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("settling").factory());

    /** Takes the folder, and throws with a sentence when another process has it. Opens no index. */
    public LuceneDocumentStore(Path state, RetrievalConfig.Lucene config) {
        folder = new StateFolder(state);
        settings = new IndexSettings(config);
        collections = new OpenCollections(folder, settings);
        var _ = settling.scheduleWithFixedDelay(
                () -> collections.settle(settings.settleAfter()),
                SETTLING_INTERVAL.toMillis(),
                SETTLING_INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void check() {
        detached(_ -> {
            folder.check();
            return true;
        });
    }

    @Override
    public Optional<Collection> collection(CollectionId id) {
        return read(id, Snapshot::collection);
    }

    @Override
    public Collection createCollection(CollectionId id, CollectionSettings wanted) {
        return detached(_ -> {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            Collection empty = new Collection(id, wanted, Ulids.next(), 0, 0, 0, List.of(), now);
            if (!collections.create(new CollectionHeader(empty))) {
                throw unknown(id);
            }
            return collections
                    .use(StateFolder.nameOf(id), index -> index.read(Snapshot::collection))
                    .orElseThrow(() -> new QuernException(
                            ErrorCode.CONFLICT, "The collection was deleted while it was being made."));
        });
    }

    @Override
    public Page<Collection> collections(String tenant, int limit, Optional<String> after) {
        return detached(_ -> collections.list(tenant, limit, after));
    }

    @Override
    public List<CollectionId> rebuilding() {
        return detached(_ -> collections.withSuccessor());
    }

    @Override
    public boolean replace(CollectionId id, Runnable lastCopies) {
        Runnable open = gates.close(id);
        try {
            if (!detached(_ -> collections.isThere(id) && collections.isThere(id.asSuccessor()))) {
                open.run();
                return false;
            }
            lastCopies.run();
        } catch (Throwable failure) {
            open.run();
            throw failure;
        }
        return detached(_ -> {
            // Here, because a caller who is interrupted does not wait for the end.
            Optional<Path> before;
            try {
                before = collections.replace(id);
            } finally {
                open.run();
            }
            before.ifPresent(folder::removeFiles);
            return before.isPresent();
        });
    }

    @Override
    public boolean deleteCollection(CollectionId id) {
        return detached(_ -> gates.pass(id, () -> collections.remove(id)));
    }

    @Override
    public void accept(Document document, DocumentText text) {
        CollectionId home = document.id().collection();
        String name = StateFolder.nameOf(home);
        Optional<Boolean> accepted = change(home, index -> {
            // The mark is set inside the change, so that no sweep removes it before the document is there.
            new TextArrival(index, document).take(text, () -> folder.markUnfinished(name));
            return true;
        });
        if (accepted.isEmpty()) {
            throw unknown(home);
        }
    }

    @Override
    public Optional<Document> document(DocumentId id) {
        return read(id.collection(), snapshot -> snapshot.record(id.name()))
                .flatMap(found -> found.map(StoredRecord::document));
    }

    @Override
    public Optional<DocumentText> text(DocumentId id) {
        return read(id.collection(), snapshot -> text(id, snapshot)).flatMap(found -> found);
    }

    private Optional<DocumentText> text(DocumentId id, Snapshot snapshot) throws IOException {
        Optional<StoredRecord> record = snapshot.record(id.name());
        if (record.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                record.get().hasOldText()
                        ? DocumentText.of(snapshot.oldText(id.name()))
                        : new StoredText(
                                record.get().document().generation(),
                                record.get().textParts(),
                                (generation, number) -> part(id.collection(), generation, number)));
    }

    private Optional<String> part(CollectionId id, String generation, int number) {
        return read(id, snapshot -> snapshot.part(generation, number)).flatMap(found -> found);
    }

    @Override
    public void update(Document document) {
        write(document.id(), edit -> {
            if (document.isUnfinished()) {
                // It may have failed before, and no other be unfinished.
                folder.markUnfinished(StateFolder.nameOf(document.id().collection()));
            }
            edit.update(document);
            return true;
        });
    }

    @Override
    public void addChunks(Document document, List<EmbeddedChunk> chunks) {
        write(document.id(), edit -> {
            edit.addChunks(document, chunks);
            return true;
        });
    }

    @Override
    public void publish(Document document) {
        write(document.id(), edit -> {
            edit.publish(document);
            return true;
        });
    }

    @Override
    public Optional<String> delete(DocumentId id) {
        return write(id, edit -> edit.delete(id.name())).flatMap(version -> version);
    }

    @Override
    public Candidates search(CollectionId id, SearchQuery query) {
        return search(id, search -> search.run(query));
    }

    @Override
    public List<Candidate> passages(CollectionId id, Set<Place> places) {
        return search(id, search -> search.at(places));
    }

    @Override
    public long count(CollectionId id, Filter filter) {
        return search(id, search -> search.count(filter));
    }

    @Override
    public Page<Document> documents(
            CollectionId id, Optional<Filter> filter, Set<DocumentState> states, int limit, Optional<String> after) {
        return read(id, snapshot -> new DocumentList(snapshot).page(filter, states, limit, after))
                .orElseThrow(() -> unknown(id));
    }

    @Override
    public List<DocumentId> unfinished() {
        return detached(abandoned -> {
            List<Document> found = new ArrayList<>();
            List<String> names = folder.markedUnfinished();
            int failures = 0;
            for (String name : names) {
                if (abandoned.getAsBoolean()) {
                    break;
                }
                try {
                    collections.use(name, index -> found.addAll(unfinished(name, index)));
                } catch (IOException | RuntimeException failure) {
                    // What is wrong with one collection is no reason to let the documents of all others wait.
                    LOG.errorf(failure, "the unfinished documents of the collection in %s cannot be listed", name);
                    if (++failures == names.size()) {
                        throw new IOException("no collection with unfinished documents can be read", failure);
                    }
                }
            }
            // A generation is a ULID: alphabetical order is the order of acceptance.
            return found.stream()
                    .sorted(Comparator.comparing(Document::generation))
                    .map(Document::id)
                    .toList();
        });
    }

    private List<Document> unfinished(String name, CollectionIndex index) throws IOException {
        List<StoredRecord> records = index.read(Snapshot::unfinished);
        if (records.isEmpty()) {
            index.write(edit -> {
                if (!edit.isChanged() && edit.committed().unfinished().isEmpty()) {
                    folder.unmarkUnfinished(name);
                }
                return true;
            });
        }
        return records.stream().map(StoredRecord::document).toList();
    }

    @Override
    public void close() {
        detached(_ -> {
            // Not interrupted: closing the collections ends what it does.
            settling.shutdown();
            try (folder) {
                collections.close();
            }
            return true;
        });
    }

    @FunctionalInterface
    private interface Searching<T> {
        T run(PassageSearch search) throws IOException;
    }

    private <T> T search(CollectionId id, Searching<T> searching) {
        return detached(abandoned -> collections.use(
                        StateFolder.nameOf(id),
                        index -> index.read(
                                snapshot -> searching.run(new PassageSearch(snapshot, settings, abandoned)))))
                .orElseThrow(() -> unknown(id));
    }

    private <T> Optional<T> read(CollectionId id, CollectionIndex.Read<T> read) {
        return detached(_ -> collections.use(StateFolder.nameOf(id), index -> index.read(read)));
    }

    private <T> Optional<T> write(DocumentId id, CollectionIndex.Change<T> change) {
        return change(id.collection(), index -> index.write(change));
    }

    private <T> Optional<T> change(CollectionId id, OpenCollections.Use<T> change) {
        return detached(_ -> gates.pass(id, () -> collections.use(StateFolder.nameOf(id), change)));
    }

    private <T> T detached(Detached.Work<T> work) {
        try {
            return Detached.call(work);
        } catch (IOException | AlreadyClosedException e) {
            LOG.error("the document store failed", e);
            String reason = e instanceof FileSystemException failure && failure.getReason() != null
                    ? failure.getReason()
                    : "its log has the details";
            throw QuernException.unavailable("lucene", "The document store (lucene) is not available: " + reason, e);
        }
    }

    private static QuernException unknown(CollectionId id) {
        return QuernException.notFound("collection", "There is no collection `" + id.name() + "`.");
    }
}
