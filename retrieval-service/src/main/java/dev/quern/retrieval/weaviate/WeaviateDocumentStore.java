package dev.quern.retrieval.weaviate;

import dev.quern.protocol.ErrorCode;
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
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.KnownFields;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.Place;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.SearchQuery;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Documents in Weaviate. Any number of processes may search and take documents in, but only one of them may index:
 * nothing keeps two from working on the same document.
 *
 * <p>Weaviate has no transactions, so each change is one write that decides, with everything that it needs written
 * before and everything that it makes superfluous removed after. A work item written first makes sure that some process
 * brings the removal to its end.
 */
public final class WeaviateDocumentStore implements DocumentStore {
    private final WeaviateConnection connection;
    private final CollectionRecords collections;
    private final WorkList work;
    private final Housekeeping housekeeping;
    private final CollectionCatalog catalog;
    private final DocumentLocks locks = new DocumentLocks();

    /** Connects with the first call. */
    public WeaviateDocumentStore(RetrievalConfig.Weaviate config) {
        connection = new WeaviateConnection(config);
        collections = new CollectionRecords(connection);
        work = new WorkList(connection);
        housekeeping = new Housekeeping(connection, collections, work);
        catalog = new CollectionCatalog(connection, collections, work, housekeeping, config.searchCandidates());
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
    public boolean deleteCollection(CollectionId id) {
        return catalog.delete(id);
    }

    @Override
    public void accept(Document document, String text) {
        CollectionRecord collection = collections.require(document.id().collection());
        KnownFields.requireDeclared(collection.settings(), document.header());
        DocumentRecords documents = new DocumentRecords(connection, collection);
        locks.with(document.id(), () -> {
            Generations there = documents.generations(document.id());
            if (there.find(document.generation()).isPresent()) {
                return;
            }
            if (!there.namesBefore(document.generation()).equals(there.names())) {
                throw new QuernException(
                        ErrorCode.CONFLICT,
                        "The document `%s` was uploaded twice at the same time; this upload was not kept."
                                .formatted(document.id().name()));
            }
            work.begin(document.id(), Work.Kind.INDEX, List.of(document.generation()));
            documents.put(document, text);
            housekeeping.discard(collection, document.id(), there.unpublishedNames());
        });
    }

    @Override
    public Optional<Document> document(DocumentId id) {
        return collections
                .get(id.collection())
                .flatMap(collection -> new DocumentRecords(connection, collection)
                        .generations(id)
                        .latest());
    }

    @Override
    public Page<Document> documents(CollectionId id, Optional<Filter> filter, int limit, Optional<String> after) {
        return within(
                id,
                collection -> new DocumentList(new DocumentRecords(connection, collection)).page(filter, limit, after));
    }

    @Override
    public Optional<String> text(DocumentId id) {
        return collections.get(id.collection()).flatMap(collection -> {
            DocumentRecords documents = new DocumentRecords(connection, collection);
            return documents.generations(id).latest().flatMap(documents::text);
        });
    }

    @Override
    public void update(Document document) {
        if (document.state() == DocumentState.READY) {
            throw new IllegalArgumentException("a document becomes READY by publish");
        }
        whenCurrent(document, (collection, documents, there) -> {
            boolean unpublished = there.unpublishedNames().contains(document.generation());
            if (unpublished && documents.update(document) && document.state() == DocumentState.FAILED) {
                housekeeping.finishFailure(collection, document);
            }
        });
    }

    @Override
    public void addChunks(Document document, List<EmbeddedChunk> added) {
        whenCurrent(document, (collection, documents, there) -> {
            // Adding begins with removing: what is published must not be touched.
            if (there.find(document.generation()).filter(Document::isUnfinished).isPresent()) {
                new ChunkIndex(connection, collection).add(document, added);
            }
        });
    }

    @Override
    public void publish(Document document) {
        whenCurrent(document, (collection, documents, there) -> {
            // See PassageSearch for the first of the two new versions.
            collections.renewVersion(collection.id());
            if (documents.update(document)) {
                housekeeping.finishPublication(collection, document, documents.generations(document.id()));
            } else {
                housekeeping.discard(collection, document.id(), List.of(document.generation()));
            }
        });
    }

    @Override
    public Optional<String> delete(DocumentId id) {
        return collections
                .get(id.collection())
                .flatMap(collection -> locks.with(id, () -> {
                    List<String> generations = new DocumentRecords(connection, collection)
                            .generations(id)
                            .names();
                    if (generations.isEmpty()) {
                        return Optional.<String>empty();
                    }
                    work.begin(id, Work.Kind.DELETE, generations);
                    return Optional.of(housekeeping.finishDeletion(collection, id, generations));
                }));
    }

    @Override
    public Candidates search(CollectionId id, SearchQuery query) {
        return within(id, collection -> search(collection).find(collection, query));
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

    /** A collection that is deleted while it is read is to its reader as one that was not there. */
    private <T> T within(CollectionId id, Function<CollectionRecord, T> read) {
        CollectionRecord collection = collections.require(id);
        try {
            return read.apply(collection);
        } catch (QuernException failure) {
            if (WeaviateErrors.isWithoutTenant(failure)) {
                collections.require(id);
            }
            throw failure;
        }
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
                    }
                }));
    }
}
