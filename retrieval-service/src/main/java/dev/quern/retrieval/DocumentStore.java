package dev.quern.retrieval;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The durable store: collections, documents with their text, chunks with their vectors. Whatever a method has returned
 * from survives {@code kill -9}. Every method is safe to call from many threads, and a tenant is part of every id, so
 * no result ever holds anything of another tenant.
 *
 * <p>A document is written in three steps: {@link #accept} keeps its text, {@link #addChunks} brings chunks that no
 * search shows yet, {@link #publish} makes them the document's only ones in one step. Each step may be repeated.
 *
 * <p>When the store cannot be reached, methods throw {@code SERVICE_UNAVAILABLE} and say which store.
 */
public interface DocumentStore extends AutoCloseable {

    /** Throws, with a sentence for a person, when the store could not do its work just now. */
    void check();

    Optional<Collection> collection(CollectionId id);

    /** What can be told without counting anything. */
    default Optional<CollectionState> state(CollectionId id) {
        return collection(id).map(found -> new CollectionState(found.settings(), found.version()));
    }

    /**
     * A tenant's collections in the order of their names, without successors.
     *
     * @param after the {@link Page#next} of the part before; empty for the first
     */
    Page<Collection> collections(String tenant, int limit, Optional<String> after);

    /**
     * Removes the collection and everything in it; when it returns no search finds anything of it.
     *
     * @return false when there was none
     */
    boolean deleteCollection(CollectionId id);

    /**
     * Makes the collection unless it is there; returns the one that is there, whatever its settings. A successor is a
     * collection like any other to all methods that take an id, and may have all settings otherwise than the collection
     * whose place it is to take.
     */
    Collection createCollection(CollectionId id, CollectionSettings settings);

    /** The collections, of all tenants, that have a successor. */
    List<CollectionId> rebuilding();

    /**
     * Has the collection's successor take its place in one step: what was the successor's settings, documents, of
     * whatever state, and chunks are the collection's from then on, under a new version, and there is no successor any
     * more. Searches find either all of the one or all of the other, and what a crash interrupts is either not done at
     * all or done by the time the store can be used again. Documents that were unfinished in the successor are unfinished in the collection.
     *
     * @param lastCopies run while no other call can store or delete a document of the collection: such calls wait, or
     *     fail with {@code SERVICE_UNAVAILABLE} and change nothing. It brings the successor up to date and may call
     *     every method of this store for the successor, and those that read for the collection.
     * @return false when there is no such collection or no successor
     */
    boolean replace(CollectionId id, Runnable lastCopies);

    /**
     * Stores a {@code PENDING} document of a collection that is there, and its text, durably. What an earlier
     * generation of it made searchable stays so until {@link #publish}. The text is read once, part by part; when
     * reading it fails nothing is stored.
     */
    void accept(Document document, DocumentText text);

    Optional<Document> document(DocumentId id);

    /**
     * The collection's documents whose latest generation fits; the one accepted last comes first.
     *
     * @param states the states that fit; all when it is empty
     * @param after the {@link Page#next} of the part before; empty for the first
     * @throws dev.quern.protocol.QuernException {@code NOT_FOUND} naming {@code collection} when there is none
     */
    Page<Document> documents(
            CollectionId id, Optional<Filter> filter, Set<DocumentState> states, int limit, Optional<String> after);

    /**
     * The text of the generation that was accepted last. Its parts are read when they are asked for. When that
     * generation is deleted or replaced meanwhile, reading goes on to its end or fails with {@code CONFLICT}: nobody reads
     * parts of two texts.
     */
    Optional<DocumentText> text(DocumentId id);

    /**
     * Records state, reason and progress; does nothing when the document is gone or of another generation. One that had
     * FAILED is to be indexed again when it is recorded as unfinished.
     */
    void update(Document document);

    /**
     * How many of an unfinished document's chunks, from its first on, need not be added again; no more than its record
     * says. A store where nobody goes on with what another process has added knows better than the record.
     */
    default int kept(Document document) {
        return document.chunksDone();
    }

    /**
     * Adds chunks of the document's generation, invisible to searches until {@link #publish}. They are durable when
     * {@link #update} or {@link #publish} of the same document has returned after it: these throw
     * {@code SERVICE_UNAVAILABLE} when chunks that were added since the last of them were lost, and so does this, until
     * chunks are added from {@link #kept} on again. Does nothing when the generation is no longer unfinished, or not the one that was accepted last.
     */
    void addChunks(Document document, List<EmbeddedChunk> chunks);

    /**
     * Makes the generation's chunks the only searchable ones of the document, removes those of others, records the
     * (READY) document and gives the collection a new version. Chunks after its last, of an earlier cutting, are dropped.
     * Does nothing when the document was deleted or replaced by a newer generation meanwhile.
     */
    void publish(Document document);

    /**
     * Removes the document, its text and its chunks, and gives the collection a new version before it returns.
     *
     * @return the collection's new version, or empty when there was no such document
     */
    Optional<String> delete(DocumentId id);

    /**
     * The passages that fit best. Its words are plain words, never a query language.
     *
     * @throws dev.quern.protocol.QuernException {@code NOT_FOUND} naming {@code collection} when there is none
     */
    Candidates search(CollectionId id, SearchQuery query);

    /** Searchable passages at these places, in any order and with score 0; a place where nothing is gives nothing. */
    List<Candidate> passages(CollectionId id, Set<Place> places);

    /** Searchable passages that fit, about: those that are being written or replaced may be in it or not. */
    long count(CollectionId id, Filter filter);

    /** Documents that were accepted and are neither READY nor FAILED, oldest first, of all tenants. */
    List<DocumentId> unfinished();

    @Override
    void close();
}
