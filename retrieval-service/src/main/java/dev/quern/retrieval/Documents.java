package dev.quern.retrieval;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /**
     * The collection's documents that fit, the one accepted last first.
     *
     * @param states all when it is empty
     */
    public Page<Document> list(
            CollectionId id, Optional<Filter> filter, Set<DocumentState> states, int limit, Optional<String> after) {
        return store.documents(id, filter, states, limit, after);
    }

    /** The text that was accepted last. */
    public DocumentText text(DocumentId id) {
        return store.text(id).orElseThrow(() -> unknown(id));
    }

    /**
     * The document's searchable chunks in order; none before it was ever indexed.
     *
     * @param from the ordinal of the first
     */
    public List<Chunk> chunks(DocumentId id, int from, int limit) {
        document(id);
        Set<Place> places = IntStream.range(from, from + limit)
                .mapToObj(ordinal -> new Place(id.name(), ordinal))
                .collect(Collectors.toSet());
        return store.passages(id.collection(), places).stream()
                .map(Candidate::passage)
                .map(passage -> new Chunk(passage.chunkId(), passage.text(), passage.location()))
                .sorted(Comparator.comparingInt(chunk -> chunk.location().ordinal()))
                .toList();
    }

    /** Deletes the document and everything made from it; returns the collection's new version. */
    public String delete(DocumentId id) {
        return store.delete(id).orElseThrow(() -> unknown(id));
    }

    /**
     * Deletes the documents that fit, as far as the call's time goes: an eighth of it is kept for the answer. One that
     * is uploaded anew meanwhile stays, as it may fit no more.
     *
     * @return how many, and whether some may be left
     */
    public Deleted delete(Call call, CollectionId id, Filter filter) {
        Duration reserve = call.deadline().remaining().dividedBy(8);
        String version = state(id).version();
        long count = 0;
        DocumentListing fitting = DocumentListing.fitting(store, id, filter);
        while (fitting.hasNext()) {
            if (call.deadline().remaining().compareTo(reserve) < 0) {
                return new Deleted(count, version, true);
            }
            call.ensureWanted();
            Document listed = fitting.next();
            Optional<String> newVersion = isStill(listed) ? store.delete(listed.id()) : Optional.empty();
            count += newVersion.isPresent() ? 1 : 0;
            version = newVersion.orElse(version);
        }
        return new Deleted(count, version, false);
    }

    private boolean isStill(Document listed) {
        return store.document(listed.id())
                .filter(now -> now.generation().equals(listed.generation()))
                .isPresent();
    }

    /**
     * @param version of the collection after it
     * @param more whether the time was up before all were deleted
     */
    public record Deleted(long count, String version, boolean more) {}

    private QuernException unknown(DocumentId id) {
        state(id.collection());
        return QuernException.notFound("document_id", "There is no document `" + id.name() + "` in this collection.");
    }
}
