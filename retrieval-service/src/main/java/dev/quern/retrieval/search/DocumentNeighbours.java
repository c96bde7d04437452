package dev.quern.retrieval.search;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.Place;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The passages before and after. They fit every filter that the passage fits: a filter asks for documents. */
final class DocumentNeighbours implements Link {
    private final DocumentStore store;
    private final CollectionId collection;

    DocumentNeighbours(DocumentStore store, CollectionId collection) {
        this.store = store;
        this.collection = collection;
    }

    @Override
    public boolean leadsFrom(Candidate passage) {
        return true;
    }

    @Override
    public List<Linked> from(Candidate candidate, int most) {
        Passage passage = candidate.passage();
        int ordinal = passage.location().ordinal();
        Set<Place> places = new HashSet<>();
        places.add(new Place(passage.documentId(), ordinal + 1));
        if (ordinal > 0) {
            places.add(new Place(passage.documentId(), ordinal - 1));
        }
        return store.passages(collection, places).stream()
                .sorted(Comparator.comparingInt(
                        found -> found.passage().location().ordinal()))
                .limit(most)
                .map(found -> new Linked(found, 1))
                .toList();
    }

    @Override
    public String name() {
        return "neighbour of";
    }
}
