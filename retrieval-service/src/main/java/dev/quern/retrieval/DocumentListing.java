package dev.quern.retrieval;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Documents of a collection, the one accepted last first, read page by page. */
final class DocumentListing implements Iterator<Document> {
    private static final int PAGE = 200;
    /** A store sorts for every page, so whoever reads all of a large collection asks for few. */
    private static final int LARGE_PAGE = 5_000;

    private final DocumentStore store;
    private final CollectionId collection;
    private final Optional<Filter> filter;
    private final Set<DocumentState> states;
    private final int size;
    private Page<Document> page;
    private int place;

    private DocumentListing(
            DocumentStore store,
            CollectionId collection,
            Optional<Filter> filter,
            Set<DocumentState> states,
            int size) {
        this.store = store;
        this.collection = collection;
        this.filter = filter;
        this.states = states;
        this.size = size;
        page = store.documents(collection, filter, states, size, Optional.empty());
    }

    static DocumentListing inStates(DocumentStore store, CollectionId collection, Set<DocumentState> states) {
        return new DocumentListing(store, collection, Optional.empty(), states, PAGE);
    }

    static DocumentListing fitting(DocumentStore store, CollectionId collection, Filter filter) {
        return new DocumentListing(store, collection, Optional.of(filter), Set.of(), PAGE);
    }

    static DocumentListing ofAll(DocumentStore store, CollectionId collection) {
        return new DocumentListing(store, collection, Optional.empty(), Set.of(), LARGE_PAGE);
    }

    @Override
    public boolean hasNext() {
        while (place == page.items().size() && page.next().isPresent()) {
            page = store.documents(collection, filter, states, size, page.next());
            place = 0;
        }
        return place < page.items().size();
    }

    /** The next one without taking it; nothing at the end. */
    @Nullable Document peek() {
        return hasNext() ? page.items().get(place) : null;
    }

    @Override
    public Document next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.items().get(place++);
    }
}
