package dev.quern.retrieval;

import dev.quern.protocol.QuernException;
import java.util.Optional;

/** What there is, and what is to go. */
public final class Documents {
    private final DocumentStore store;

    Documents(DocumentStore store) {
        this.store = store;
    }

    public Collection collection(CollectionId id) {
        return store.collection(id).orElseThrow(() -> Catalogue.unknown(id));
    }

    /** Without counting. */
    public CollectionState state(CollectionId id) {
        return store.state(id).orElseThrow(() -> Catalogue.unknown(id));
    }

    public Document document(DocumentId id) {
        return store.document(id).orElseThrow(() -> unknown(id));
    }

    /** The collection's documents that fit, the one accepted last first. */
    public Page<Document> list(CollectionId id, Optional<Filter> filter, int limit, Optional<String> after) {
        return store.documents(id, filter, limit, after);
    }

    /** Deletes the document and everything made from it; returns the collection's new version. */
    public String delete(DocumentId id) {
        return store.delete(id).orElseThrow(() -> unknown(id));
    }

    private QuernException unknown(DocumentId id) {
        state(id.collection());
        return QuernException.notFound("document_id", "There is no document `" + id.name() + "` in this collection.");
    }
}
