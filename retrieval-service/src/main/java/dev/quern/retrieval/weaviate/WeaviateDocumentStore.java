package dev.quern.retrieval.weaviate;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentState;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.SearchQuery;
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.Ulids;
import io.weaviate.client6.v1.api.collections.tenants.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
    private final DocumentLocks locks = new DocumentLocks();

    /** Connects with the first call. */
    public WeaviateDocumentStore(RetrievalConfig.Weaviate config) {
        connection = new WeaviateConnection(config);
        collections = new CollectionRecords(connection);
        work = new WorkList(connection);
        housekeeping = new Housekeeping(connection, collections, work);
    }

    @Override
    public void check() {
        connection.check();
        // The key and the gRPC port are tried by a read.
        collections.get(new CollectionId("", "check"));
    }

    @Override
    public Optional<Collection> collection(CollectionId id) {
        return collections.get(id).map(record -> {
            DocumentRecords.Counts counts = new DocumentRecords(connection, id).count();
            return new Collection(
                    id, record.settings(), record.version(), counts.documents(), counts.passages(), record.createdAt());
        });
    }

    @Override
    public Collection createCollection(CollectionId id, CollectionSettings settings) {
        Optional<Collection> there = collection(id);
        if (there.isPresent()) {
            return there.get();
        }
        Tenant tenant = Tenant.active(ObjectIds.tenant(id));
        connection.callRest(client -> {
            Schema.createChunks(client, settings);
            client.collections.use(Schema.chunks(settings)).tenants.create(tenant);
            client.collections.use(Schema.DOCUMENTS).tenants.create(tenant);
            return tenant;
        });
        // The record comes last: a collection that is there can be used.
        collections.addIfAbsent(new CollectionRecord(id, settings, Ulids.next(), Instant.now()));
        return collection(id)
                .orElseThrow(() -> WeaviateErrors.unavailable("Weaviate, the document store, lost a collection."));
    }

    @Override
    public void accept(Document document, String text) {
        CollectionRecord collection = collections.require(document.id().collection());
        DocumentRecords documents = new DocumentRecords(connection, collection.id());
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
                .flatMap(collection -> new DocumentRecords(connection, collection.id())
                        .generations(id)
                        .latest());
    }

    @Override
    public Optional<String> text(DocumentId id) {
        return document(id).flatMap(document -> new DocumentRecords(connection, id.collection()).text(document));
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
            collections.renewVersion(collection);
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
                    List<String> generations = new DocumentRecords(connection, collection.id())
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
    public SearchResult search(CollectionId id, SearchQuery query) {
        CollectionRecord collection = collections.require(id);
        return new PassageSearch(
                        collections, new ChunkIndex(connection, collection), new DocumentRecords(connection, id))
                .find(collection, query);
    }

    @Override
    public List<DocumentId> unfinished() {
        return housekeeping.sweep();
    }

    @Override
    public void close() {
        connection.close();
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
                    DocumentRecords documents = new DocumentRecords(connection, collection.id());
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
