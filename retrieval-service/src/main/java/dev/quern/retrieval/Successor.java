package dev.quern.retrieval;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** What is being built to take a collection's place. */
final class Successor {
    private static final Logger LOG = Logger.getLogger(Successor.class);

    private final DocumentStore store;
    private final CollectionId collection;
    /** Another for each successor that the collection ever has. */
    private volatile String sign = "";

    Successor(DocumentStore store, CollectionId collection) {
        this.store = store;
        this.collection = collection;
    }

    CollectionId id() {
        return collection.asSuccessor();
    }

    /** As it is now, which may be another than before; empty when the rebuild was cancelled or is done. */
    Optional<CollectionSettings> settings() {
        Optional<Collection> now = store.collection(id());
        sign = now.map(made -> Long.toString(made.createdAt().toEpochMilli(), Character.MAX_RADIX))
                .orElse("");
        return now.map(Collection::settings);
    }

    /** Accepts a document of the collection anew, to be indexed like any other; nothing when it is gone or changing. */
    Optional<DocumentId> copy(DocumentId original) {
        Optional<Document> document = store.document(original);
        Optional<DocumentText> text = store.text(original);
        if (document.isEmpty() || text.isEmpty()) {
            return Optional.empty();
        }
        Document copy = document.get().acceptedIn(id(), sign);
        try {
            store.accept(copy, text.get());
            return Optional.of(copy.id());
        } catch (QuernException failure) {
            if (failure.code() != ErrorCode.CONFLICT) {
                throw failure;
            }
            LOG.debugf("document %s changes while it is copied: %s", original.name(), failure.text());
            return Optional.empty();
        }
    }

    boolean hasUnfinished(int atLeast) {
        return store.documents(
                                id(),
                                Optional.empty(),
                                Set.of(DocumentState.PENDING, DocumentState.INDEXING),
                                atLeast,
                                Optional.empty())
                        .items()
                        .size()
                >= atLeast;
    }

    /** Copies still to be indexed of documents that are searchable: without them the collection must not change over. */
    List<Document> behind() {
        return ofSearchable(Set.of(DocumentState.PENDING, DocumentState.INDEXING), Integer.MAX_VALUE);
    }

    /** Copies that cannot be indexed of documents that are searchable. */
    List<Document> failed(int most) {
        return ofSearchable(Set.of(DocumentState.FAILED), most);
    }

    /** Whether searches show the collection's document, of whatever generation and whatever its latest is like. */
    boolean hasSearchableOriginal(String name) {
        return !store.passages(collection, Set.of(new Place(name, 0))).isEmpty();
    }

    private List<Document> ofSearchable(Set<DocumentState> states, int most) {
        List<Document> found = new ArrayList<>();
        DocumentListing copies = DocumentListing.inStates(store, id(), states);
        while (found.size() < most && copies.hasNext()) {
            Document copy = copies.next();
            if (hasSearchableOriginal(copy.id().name())) {
                found.add(copy);
            }
        }
        return found;
    }
}
