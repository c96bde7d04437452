package dev.quern.retrieval;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Collections and accepted documents in memory; nothing of it is ever indexed or found. */
final class MemoryStore implements DocumentStore {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<CollectionId, Collection> collections = new ConcurrentHashMap<>();
    private final Map<DocumentId, Document> documents = new ConcurrentHashMap<>();

    @Override
    public void check() {}

    @Override
    public Optional<Collection> collection(CollectionId id) {
        return Optional.ofNullable(collections.get(id));
    }

    @Override
    public Page<Collection> collections(String tenant, int limit, Optional<String> after) {
        List<Collection> found = collections.values().stream()
                .filter(collection -> collection.id().tenant().equals(tenant))
                .filter(collection -> collection.id().name().compareTo(after.orElse("")) > 0)
                .sorted(Comparator.comparing(collection -> collection.id().name()))
                .toList();
        boolean more = found.size() > limit;
        List<Collection> part = more ? found.subList(0, limit) : found;
        return new Page<>(part, more ? Optional.of(part.getLast().id().name()) : Optional.empty());
    }

    @Override
    public boolean deleteCollection(CollectionId id) {
        documents.keySet().removeIf(document -> document.collection().equals(id));
        return collections.remove(id) != null;
    }

    @Override
    public Collection createCollection(CollectionId id, CollectionSettings settings) {
        return collections.computeIfAbsent(
                id, _ -> new Collection(id, settings, Ulids.next(), 0, 0, 0, List.of(), NOW));
    }

    @Override
    public void accept(Document document, String text) {
        documents.put(document.id(), document);
    }

    @Override
    public Optional<Document> document(DocumentId id) {
        return Optional.ofNullable(documents.get(id));
    }

    @Override
    public Page<Document> documents(CollectionId id, Optional<Filter> filter, int limit, Optional<String> after) {
        return new Page<>(
                documents.values().stream()
                        .filter(document -> document.id().collection().equals(id))
                        .limit(limit)
                        .toList(),
                Optional.empty());
    }

    @Override
    public Optional<String> text(DocumentId id) {
        return Optional.empty();
    }

    @Override
    public void update(Document document) {}

    @Override
    public void addChunks(Document document, List<EmbeddedChunk> chunks) {}

    @Override
    public void publish(Document document) {}

    @Override
    public Optional<String> delete(DocumentId id) {
        return documents.remove(id) == null ? Optional.empty() : Optional.of(Ulids.next());
    }

    @Override
    public Candidates search(CollectionId id, SearchQuery query) {
        throw new UnsupportedOperationException("nothing is indexed here");
    }

    @Override
    public List<Candidate> passages(CollectionId id, Set<Place> places) {
        return List.of();
    }

    @Override
    public long count(CollectionId id, Filter filter) {
        return 0;
    }

    @Override
    public List<DocumentId> unfinished() {
        return List.of();
    }

    @Override
    public void close() {}
}
