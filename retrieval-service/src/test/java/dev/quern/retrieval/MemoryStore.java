package dev.quern.retrieval;

import dev.quern.protocol.QuernException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A whole {@link DocumentStore} in memory. Its searches know vectors only, its filters names only. */
final class MemoryStore implements DocumentStore {
    /** Held while documents are stored or deleted, and while a successor takes its collection's place. */
    private final ReentrantLock changing = new ReentrantLock();

    private final Map<CollectionId, Shelf> shelves = new HashMap<>();
    /** Runs before a document is deleted. */
    volatile Runnable beforeDelete = () -> {};

    /** One collection. */
    private static final class Shelf {
        private final CollectionSettings settings;
        private final Instant createdAt = Instant.now();
        private final Map<String, Kept> documents = new TreeMap<>();
        private String version = Ulids.next();

        Shelf(CollectionSettings settings) {
            this.settings = settings;
        }

        Optional<Kept> of(Document document) {
            return Optional.ofNullable(documents.get(document.id().name()))
                    .filter(kept -> kept.document.generation().equals(document.generation()));
        }
    }

    /** One document: what was accepted last, and the passages of what was published last. */
    private static final class Kept {
        private Document document;
        private final String text;
        private final NavigableMap<Integer, EmbeddedChunk> added = new TreeMap<>();
        private Map<Integer, EmbeddedChunk> published;
        private DocumentHeader publishedHeader;

        Kept(Document document, String text, Map<Integer, EmbeddedChunk> published, DocumentHeader publishedHeader) {
            this.document = document;
            this.text = text;
            this.published = published;
            this.publishedHeader = publishedHeader;
        }
    }

    @Override
    public void check() {}

    @Override
    public synchronized Optional<Collection> collection(CollectionId id) {
        return Optional.ofNullable(shelves.get(id)).map(shelf -> described(id, shelf));
    }

    private static Collection described(CollectionId id, Shelf shelf) {
        List<Kept> searchable = shelf.documents.values().stream()
                .filter(kept -> !kept.published.isEmpty())
                .toList();
        long passages =
                searchable.stream().mapToLong(kept -> kept.published.size()).sum();
        return new Collection(
                id, shelf.settings, shelf.version, searchable.size(), passages, 0, List.of(), shelf.createdAt);
    }

    @Override
    public synchronized Page<Collection> collections(String tenant, int limit, Optional<String> after) {
        List<Collection> found = shelves.keySet().stream()
                .filter(id -> id.tenant().equals(tenant) && !id.successor())
                .filter(id -> id.name().compareTo(after.orElse("")) > 0)
                .sorted(Comparator.comparing(CollectionId::name))
                .flatMap(id -> collection(id).stream())
                .toList();
        return page(found, limit, collection -> collection.id().name());
    }

    private static <T> Page<T> page(List<T> found, int limit, Function<T, String> name) {
        boolean more = found.size() > limit;
        List<T> part = more ? found.subList(0, limit) : found;
        return new Page<>(part, more ? Optional.of(name.apply(part.getLast())) : Optional.empty());
    }

    @Override
    public boolean deleteCollection(CollectionId id) {
        return change(() -> shelves.remove(id) != null);
    }

    @Override
    public synchronized Collection createCollection(CollectionId id, CollectionSettings settings) {
        return described(id, shelves.computeIfAbsent(id, _ -> new Shelf(settings)));
    }

    @Override
    public synchronized List<CollectionId> rebuilding() {
        return shelves.keySet().stream()
                .filter(CollectionId::successor)
                .map(CollectionId::asItself)
                .toList();
    }

    @Override
    public boolean replace(CollectionId id, Runnable lastCopies) {
        changing.lock();
        try {
            if (collection(id).isEmpty() || collection(id.asSuccessor()).isEmpty()) {
                return false;
            }
            lastCopies.run();
            synchronized (this) {
                Shelf next = Objects.requireNonNull(shelves.remove(id.asSuccessor()));
                next.version = Ulids.next();
                next.documents.values().forEach(kept -> kept.document = moved(kept.document, id));
                shelves.put(id, next);
            }
            return true;
        } finally {
            changing.unlock();
        }
    }

    /** Whether the caller is within the {@code lastCopies} of {@link #replace}. */
    boolean isChangingOver() {
        return changing.isHeldByCurrentThread();
    }

    private static Document moved(Document document, CollectionId id) {
        return new Document(
                new DocumentId(id, document.id().name()),
                document.header(),
                document.state(),
                document.reason(),
                document.generation(),
                document.contentHash(),
                document.chunksDone(),
                document.chunksTotal(),
                document.characters(),
                document.createdAt(),
                document.updatedAt());
    }

    @Override
    public void accept(Document document, DocumentText text) {
        String whole = text.whole();
        change(() -> {
            Shelf shelf = shelf(document.id().collection());
            Kept before = shelf.documents.get(document.id().name());
            shelf.documents.put(
                    document.id().name(),
                    new Kept(
                            document,
                            whole,
                            before == null ? Map.of() : before.published,
                            before == null ? document.header() : before.publishedHeader));
            return true;
        });
    }

    @Override
    public synchronized Optional<Document> document(DocumentId id) {
        return kept(id).map(kept -> kept.document);
    }

    @Override
    public synchronized Page<Document> documents(
            CollectionId id, Optional<Filter> filter, Set<DocumentState> states, int limit, Optional<String> after) {
        List<Document> found = shelf(id).documents.values().stream()
                .map(kept -> kept.document)
                .filter(document -> states.isEmpty() || states.contains(document.state()))
                .filter(document -> filter.isEmpty() || fits(document, filter.get()))
                .filter(document -> after.isEmpty() || document.generation().compareTo(after.get()) < 0)
                .sorted(Comparator.comparing(Document::generation).reversed())
                .toList();
        return page(found, limit, Document::generation);
    }

    private static boolean fits(Document document, Filter filter) {
        if (filter instanceof Filter.In in && in.field().equals(Field.DOCUMENT_ID)) {
            return in.values().contains(new Value.Text(document.id().name()));
        }
        throw new UnsupportedOperationException("documents are filtered by their names here");
    }

    @Override
    public synchronized Optional<DocumentText> text(DocumentId id) {
        return kept(id).map(kept -> DocumentText.of(kept.text));
    }

    @Override
    public synchronized void update(Document document) {
        current(document).ifPresent(kept -> kept.document = document);
    }

    @Override
    public synchronized void addChunks(Document document, List<EmbeddedChunk> chunks) {
        current(document)
                .filter(kept -> kept.document.isUnfinished())
                .ifPresent(kept -> chunks.forEach(
                        chunk -> kept.added.put(chunk.chunk().location().ordinal(), chunk)));
    }

    @Override
    public synchronized void publish(Document document) {
        current(document).ifPresent(kept -> {
            kept.document = document;
            kept.published = Map.copyOf(kept.added.headMap(document.chunksTotal()));
            kept.publishedHeader = document.header();
            shelf(document.id().collection()).version = Ulids.next();
        });
    }

    @Override
    public Optional<String> delete(DocumentId id) {
        beforeDelete.run();
        return change(() -> {
            Shelf shelf = shelves.get(id.collection());
            if (shelf == null || shelf.documents.remove(id.name()) == null) {
                return Optional.empty();
            }
            shelf.version = Ulids.next();
            return Optional.of(shelf.version);
        });
    }

    @Override
    public synchronized Candidates search(CollectionId id, SearchQuery query) {
        Shelf shelf = shelf(id);
        List<Candidate> found = passages(shelf, _ -> true).stream()
                .sorted(Comparator.comparingDouble(one -> -product(one.vector(), query.vector())))
                .limit(query.limit())
                .toList();
        return new Candidates(found, shelf.version);
    }

    private static double product(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    @Override
    public synchronized List<Candidate> passages(CollectionId id, Set<Place> places) {
        return passages(shelf(id), places::contains);
    }

    private static List<Candidate> passages(Shelf shelf, Predicate<Place> wanted) {
        List<Candidate> found = new ArrayList<>();
        shelf.documents.forEach((name, kept) -> kept.published.forEach((ordinal, chunk) -> {
            if (wanted.test(new Place(name, ordinal))) {
                found.add(new Candidate(passage(name, kept.publishedHeader, chunk.chunk()), chunk.vector()));
            }
        }));
        return found;
    }

    private static Passage passage(String name, DocumentHeader header, Chunk chunk) {
        return new Passage(
                chunk.id(),
                name,
                header.title(),
                chunk.text(),
                0,
                Optional.empty(),
                chunk.location(),
                List.of(),
                "",
                header.metadata());
    }

    @Override
    public synchronized long count(CollectionId id, Filter filter) {
        return shelf(id).documents.values().stream()
                .filter(kept -> fits(kept.document, filter))
                .mapToLong(kept -> kept.published.size())
                .sum();
    }

    @Override
    public synchronized List<DocumentId> unfinished() {
        return shelves.values().stream()
                .flatMap(shelf -> shelf.documents.values().stream())
                .map(kept -> kept.document)
                .filter(Document::isUnfinished)
                .sorted(Comparator.comparing(Document::generation))
                .map(Document::id)
                .toList();
    }

    @Override
    public void close() {}

    /** The texts of everything that a search could find, of a document. */
    List<String> published(DocumentId id) {
        synchronized (this) {
            return kept(id).stream()
                    .flatMap(kept -> new TreeMap<>(kept.published).values().stream())
                    .map(chunk -> chunk.chunk().text())
                    .toList();
        }
    }

    private Optional<Kept> current(Document document) {
        return Optional.ofNullable(shelves.get(document.id().collection())).flatMap(shelf -> shelf.of(document));
    }

    private Optional<Kept> kept(DocumentId id) {
        return Optional.ofNullable(shelves.get(id.collection()))
                .flatMap(shelf -> Optional.ofNullable(shelf.documents.get(id.name())));
    }

    private Shelf shelf(CollectionId id) {
        Shelf shelf = shelves.get(id);
        if (shelf == null) {
            throw QuernException.notFound("collection", "There is no collection `" + id.name() + "`.");
        }
        return shelf;
    }

    private <T> T change(Supplier<T> change) {
        changing.lock();
        try {
            synchronized (this) {
                return change.get();
            }
        } finally {
            changing.unlock();
        }
    }
}
