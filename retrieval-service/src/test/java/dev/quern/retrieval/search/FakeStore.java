package dev.quern.retrieval.search;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.Candidates;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentState;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.FakeEmbeddings;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Location;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.Place;
import dev.quern.retrieval.SearchQuery;
import dev.quern.retrieval.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One collection of passages that is looked through from end to end. Its passages are indexed by hand. */
final class FakeStore implements DocumentStore {
    static final CollectionId NOTES = new CollectionId("acme", "notes");

    final List<SearchQuery> searches = new ArrayList<>();
    final List<Filter> counts = new ArrayList<>();
    CollectionSettings settings = CollectionSettings.of("words@1", FakeEmbeddings.DIMENSIONS);
    String version = "1";
    /** Runs before every search. */
    Runnable beforeSearch = () -> {};
    /** Runs after every search. */
    Runnable afterSearch = () -> {};
    /** Runs before every count. */
    Runnable beforeCount = () -> {};

    private final List<Kept> kept = new ArrayList<>();
    private final Map<String, Integer> ordinals = new HashMap<>();

    private record Kept(Candidate candidate, String type, List<String> tags, boolean hidden) {}

    /** Adds the next passages of a document. */
    void add(String document, String... texts) {
        for (String text : texts) {
            add(document, text, "text/plain", List.of(), false);
        }
    }

    UUID add(String document, String text, String type, List<String> tags, boolean hidden) {
        int ordinal = ordinals.merge(document, 1, Integer::sum) - 1;
        UUID id = UUID.nameUUIDFromBytes((document + "/" + ordinal).getBytes(StandardCharsets.UTF_8));
        Passage passage = new Passage(
                id,
                document,
                "Title of " + document,
                text,
                0,
                Optional.empty(),
                new Location(ordinal, 0, text.length(), 0, List.of()),
                List.of(),
                "",
                Map.of());
        kept.add(new Kept(new Candidate(passage, FakeEmbeddings.vector(text)), type, tags, hidden));
        return id;
    }

    boolean isVisible(UUID id, Optional<Filter> filter) {
        return visible(filter).stream()
                .anyMatch(one -> one.candidate().passage().chunkId().equals(id));
    }

    @Override
    public Candidates search(CollectionId id, SearchQuery query) {
        beforeSearch.run();
        searches.add(query);
        Set<String> words = Words.tellingStems(query.text());
        List<Candidate> found = new ArrayList<>();
        for (Kept one : visible(query.filter())) {
            double cosine = query.alpha() > 0
                    ? Math.max(0, Scores.cosine(query.vector(), one.candidate().vector()))
                    : 0;
            Set<String> there = Words.tellingStems(one.candidate().passage().text());
            double share = (double) words.stream().filter(there::contains).count() / Math.max(1, words.size());
            double score = query.alpha() * cosine + (1 - query.alpha()) * share;
            if (score > 0) {
                Candidate scored = Scores.scored(one.candidate(), score, query.explain() ? "Found." : "");
                found.add(query.alpha() > 0 ? Scores.similar(scored, cosine) : scored);
            }
        }
        found.sort(Scores.BEST_FIRST);
        Candidates candidates = new Candidates(Scores.first(found, query.limit()), version);
        afterSearch.run();
        return candidates;
    }

    @Override
    public List<Candidate> passages(CollectionId id, Set<Place> places) {
        return visible(Optional.empty()).stream()
                .map(Kept::candidate)
                .filter(one -> places.contains(new Place(
                        one.passage().documentId(), one.passage().location().ordinal())))
                .sorted(Comparator.comparing(one -> one.passage().chunkId()))
                .toList();
    }

    @Override
    public long count(CollectionId id, Filter filter) {
        beforeCount.run();
        counts.add(filter);
        return visible(Optional.of(filter)).size();
    }

    @Override
    public Optional<Collection> collection(CollectionId id) {
        return id.equals(NOTES)
                ? Optional.of(
                        new Collection(id, settings, version, kept.size(), kept.size(), 0, List.of(), Instant.EPOCH))
                : Optional.empty();
    }

    private List<Kept> visible(Optional<Filter> filter) {
        return kept.stream()
                .filter(one ->
                        !one.hidden() && filter.map(wanted -> fits(one, wanted)).orElse(true))
                .toList();
    }

    private static boolean fits(Kept one, Filter filter) {
        return switch (filter) {
            case Filter.All all -> all.filters().stream().allMatch(part -> fits(one, part));
            case Filter.Any any -> any.filters().stream().anyMatch(part -> fits(one, part));
            case Filter.Not not -> !fits(one, not.filter());
            case Filter.In in -> in.values().stream().anyMatch(values(one, in.field())::contains);
            case Filter.Range _ -> throw QuernException.invalid("filter", "Nothing here has an order.");
        };
    }

    private static List<Value> values(Kept one, Field field) {
        List<String> texts = field.equals(Field.TYPE)
                ? List.of(one.type())
                : field.equals(Field.TAGS)
                        ? one.tags()
                        : List.of(one.candidate().passage().documentId());
        return texts.stream().<Value>map(Value.Text::new).toList();
    }

    @Override
    public void check() {}

    @Override
    public Page<Collection> collections(String tenant, int limit, Optional<String> after) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean deleteCollection(CollectionId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Collection createCollection(CollectionId id, CollectionSettings wanted) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<CollectionId> rebuilding() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean replace(CollectionId id, Runnable lastCopies) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void accept(Document document, DocumentText text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Document> document(DocumentId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Page<Document> documents(
            CollectionId id, Optional<Filter> filter, Set<DocumentState> states, int limit, Optional<String> after) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<DocumentText> text(DocumentId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void update(Document document) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addChunks(Document document, List<EmbeddedChunk> chunks) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void publish(Document document) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> delete(DocumentId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<DocumentId> unfinished() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
