package dev.quern.retrieval.weaviate;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.Candidates;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.CollectionState;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Documents in Weaviate. Any number of processes may search, take documents in, index and rebuild.
 *
 * <p>Weaviate has no transactions, so each change is one write that decides, with everything that it needs written
 * before and everything that it makes superfluous removed after. A work item written first makes sure that some process
 * brings the removal to its end.
 *
 * <p>Two processes that index the same generation at once make an {@link Edition} each, and touch nothing of each
 * other's. The record says which one searches show; it is complete whoever wrote last, and the other's chunks, which no
 * search shows, are removed when no process can be about to publish them any more: ten minutes later. Only a
 * process that stands still for so long in the middle of {@link #publish} could make them vanish. When one gives up what
 * the other publishes, the last word counts.
 */
public final class WeaviateDocumentStore implements DocumentStore {
    /** How often something is read that is replaced while it is read. */
    private static final int ATTEMPTS = 5;

    private final WeaviateConnection connection;
    private final CollectionRecords collections;
    private final WorkList work;
    private final Housekeeping housekeeping;
    private final CollectionCatalog catalog;
    private final Acceptance acceptance;
    private final Deletion deletion;
    private final Replacement replacement;
    private final OwnChunks own = new OwnChunks();
    private final DocumentLocks locks = new DocumentLocks();

    /** Connects with the first call. */
    public WeaviateDocumentStore(RetrievalConfig.Weaviate config) {
        connection = new WeaviateConnection(config);
        collections = new CollectionRecords(connection);
        work = new WorkList(connection);
        CollectionRemoval removal = new CollectionRemoval(connection, collections);
        ReplacementGate gate = new ReplacementGate(collections);
        housekeeping = new Housekeeping(connection, collections, work, removal, own);
        catalog = new CollectionCatalog(connection, collections, work, removal, config.searchCandidates());
        acceptance = new Acceptance(connection, collections, work, housekeeping, gate, locks);
        deletion = new Deletion(connection, collections, work, housekeeping, gate, locks);
        replacement = new Replacement(collections, work, housekeeping, removal);
    }

    @Override
    public void check() {
        connection.check();
        // The key and the gRPC port are tried by a read.
        collections.get(new CollectionId("", "check"));
    }

    @Override
    public Optional<Collection> collection(CollectionId id) {
        return catalog.find(id);
    }

    @Override
    public Optional<CollectionState> state(CollectionId id) {
        return collections.get(id).map(record -> new CollectionState(record.settings(), record.version()));
    }

    @Override
    public Page<Collection> collections(String tenant, int limit, Optional<String> after) {
        return catalog.list(tenant, limit, after);
    }

    @Override
    public Collection createCollection(CollectionId id, CollectionSettings settings) {
        return catalog.create(id, settings);
    }

    @Override
    public List<CollectionId> rebuilding() {
        return catalog.rebuilding();
    }

    @Override
    public boolean replace(CollectionId id, Runnable lastCopies) {
        return replacement.run(id, lastCopies);
    }

    @Override
    public boolean deleteCollection(CollectionId id) {
        return catalog.delete(id);
    }

    @Override
    public void accept(Document document, DocumentText text) {
        acceptance.accept(document, text);
    }

    @Override
    public Optional<Document> document(DocumentId id) {
        return ofDocument(id, documents -> documents.generations(id).latest());
    }

    @Override
    public Page<Document> documents(
            CollectionId id, Optional<Filter> filter, Set<DocumentState> states, int limit, Optional<String> after) {
        return within(
                id,
                collection -> new DocumentList(new DocumentRecords(connection, collection))
                        .page(filter, states, limit, after));
    }

    @Override
    public Optional<DocumentText> text(DocumentId id) {
        return ofDocument(id, documents -> documents.text(id));
    }

    @Override
    public void update(Document document) {
        if (document.state() == DocumentState.READY) {
            throw new IllegalArgumentException("a document becomes READY by publish");
        }
        whenCurrent(document, (collection, documents, there) -> {
            if (!there.unpublishedNames().contains(document.generation())) {
                return;
            }
            if (document.state() != DocumentState.FAILED) {
                record(documents, document, there);
            } else if (documents.fail(document)) {
                Upload upload = Upload.of(document);
                housekeeping.finishFailure(collection, document, own.edition(upload));
                own.forget(upload);
            }
        });
    }

    private void record(DocumentRecords documents, Document document, Generations there) {
        if (there.find(document.generation()).filter(Document::isUnfinished).isPresent()) {
            documents.updateProgress(document);
            return;
        }
        beginIndexing(document);
        if (documents.reopen(document)) {
            // A sweep in between would have found it failed, and the work done.
            beginIndexing(document);
        }
    }

    private void beginIndexing(Document document) {
        work.begin(document.id(), Work.Kind.INDEX, List.of(document.generation()));
    }

    @Override
    public int kept(Document document) {
        return Math.min(document.chunksDone(), own.kept(Upload.of(document)));
    }

    @Override
    public void addChunks(Document document, List<EmbeddedChunk> added) {
        whenCurrent(document, (collection, _, there) -> {
            Upload upload = Upload.of(document);
            if (there.find(document.generation()).filter(Document::isUnfinished).isPresent()) {
                new ChunkIndex(connection, collection)
                        .add(document, own.edition(upload), added, own.mayBeThere(upload, added));
                own.added(upload, added);
            } else if (own.has(upload)) {
                removeUnlessPublished(collection, document, own.edition(upload));
                own.forget(upload);
            }
        });
    }

    @Override
    public void publish(Document document) {
        whenCurrent(document, (collection, documents, there) -> {
            Upload upload = Upload.of(document);
            // Of two processes that made the same, the one that was faster.
            Edition edition = (there.unpublishedNames().contains(document.generation())
                            ? Optional.<Edition>empty()
                            : documents.published(document.id(), document.generation()))
                    .orElseGet(() -> complete(collection, documents, document));
            // See PassageSearch for the first of the two new versions.
            collections.renewVersion(collection);
            if (documents.publish(document, edition)) {
                housekeeping.finishPublication(collection, document, edition, there);
            } else {
                housekeeping.discard(collection, document.id(), List.of(document.generation()));
            }
            own.forget(upload);
        });
    }

    /** What was still added when another process published or gave up. */
    private void removeUnlessPublished(CollectionRecord collection, Document document, Edition edition) {
        Optional<Edition> published =
                new DocumentRecords(connection, collection).published(document.id(), document.generation());
        if (!published.equals(Optional.of(edition))) {
            new ChunkIndex(connection, collection).remove(edition);
        }
    }

    /** What this process has added; after its start, what was added before. */
    private Edition complete(CollectionRecord collection, DocumentRecords documents, Document document) {
        Upload upload = Upload.of(document);
        ChunkIndex chunks = new ChunkIndex(connection, collection);
        Edition mine = own.edition(upload);
        Edition edition = own.has(upload) ? mine : chunks.largest(upload).orElse(mine);
        long count = chunks.count(edition);
        if (count > document.chunksTotal()) {
            chunks.remove(edition, document.chunksTotal(), count);
            count = chunks.count(edition);
        }
        if (count == document.chunksTotal()) {
            return edition;
        }
        documents.updateProgress(document.pending());
        chunks.remove(mine);
        own.forget(upload);
        throw WeaviateErrors.unavailable("Chunks of this document are missing, and are to be added again.");
    }

    @Override
    public Optional<String> delete(DocumentId id) {
        return deletion.delete(id);
    }

    @Override
    public Candidates search(CollectionId id, SearchQuery query) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Candidates> found =
                    within(id, collection -> search(collection).find(collection, query));
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw WeaviateErrors.unavailable("The collection `%s` is being replaced again and again.".formatted(id.name()));
    }

    @Override
    public List<Candidate> passages(CollectionId id, Set<Place> places) {
        return within(id, collection -> search(collection).at(places));
    }

    @Override
    public long count(CollectionId id, Filter filter) {
        return within(
                id,
                collection -> new DocumentRecords(connection, collection)
                        .count(Optional.of(filter))
                        .passages());
    }

    @Override
    public List<DocumentId> unfinished() {
        return housekeeping.sweep();
    }

    @Override
    public void close() {
        connection.close();
    }

    private <T> Optional<T> ofDocument(DocumentId id, Function<DocumentRecords, Optional<T>> read) {
        return reading(id.collection(), collection -> read.apply(new DocumentRecords(connection, collection)))
                .flatMap(Function.identity());
    }

    private <T> T within(CollectionId id, Function<CollectionRecord, T> read) {
        return reading(id, read).orElseThrow(() -> CollectionRecords.unknown(id));
    }

    /**
     * A collection that is deleted while it is read is to its reader as one that was not there, and one that is replaced
     * is read as it is then.
     */
    private <T> Optional<T> reading(CollectionId id, Function<CollectionRecord, T> read) {
        Optional<CollectionRecord> collection = collections.get(id);
        for (int attempt = 1; collection.isPresent(); attempt++) {
            try {
                return Optional.of(read.apply(collection.get()));
            } catch (QuernException failure) {
                Optional<CollectionRecord> before = collection;
                collection = WeaviateErrors.isWithoutTenant(failure) ? collections.get(id) : before;
                if (attempt == ATTEMPTS
                        || collection.filter(before.get()::isSameAs).isPresent()) {
                    throw failure;
                }
            }
        }
        return Optional.empty();
    }

    private PassageSearch search(CollectionRecord collection) {
        return new PassageSearch(
                collections, new ChunkIndex(connection, collection), new DocumentRecords(connection, collection));
    }

    /** What is done with the generation of a document that was accepted last. */
    @FunctionalInterface
    private interface Step {
        void take(CollectionRecord collection, DocumentRecords documents, Generations there);
    }

    /** A generation that was deleted or replaced leaves nothing behind, whatever its worker still does. */
    private void whenCurrent(Document document, Step step) {
        collections
                .get(document.id().collection())
                .ifPresent(collection -> locks.with(document.id(), () -> {
                    DocumentRecords documents = new DocumentRecords(connection, collection);
                    Generations there = documents.generations(document.id());
                    if (there.isLatest(document.generation())) {
                        step.take(collection, documents, there);
                    } else if (there.unpublishedNames().contains(document.generation())
                            || there.find(document.generation()).isEmpty()) {
                        housekeeping.discard(collection, document.id(), List.of(document.generation()));
                        own.forget(Upload.of(document));
                    }
                }));
    }
}
