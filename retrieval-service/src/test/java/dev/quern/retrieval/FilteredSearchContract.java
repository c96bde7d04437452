package dev.quern.retrieval;

import static dev.quern.retrieval.StoredDocuments.byVector;
import static dev.quern.retrieval.StoredDocuments.byWords;
import static dev.quern.retrieval.StoredDocuments.chunk;
import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link DocumentStore} does with filters, fusion, places, lists and whole collections. */
public abstract class FilteredSearchContract {
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final Field COLOUR = Field.declared("colour", FieldType.TEXT);
    private static final Field WEIGHT = Field.declared("weight", FieldType.NUMBER);
    private static final Field RIPE = Field.declared("ripe", FieldType.BOOLEAN);
    private static final Field PICKED = Field.declared("picked", FieldType.TIME);
    private static final CollectionSettings SETTINGS = new CollectionSettings(
            "test-model@1",
            3,
            Distance.COSINE,
            IndexProfile.AUTOMATIC,
            Map.of(
                    "colour", FieldType.TEXT,
                    "weight", FieldType.NUMBER,
                    "ripe", FieldType.BOOLEAN,
                    "picked", FieldType.TIME),
            Chunking.USUAL);

    protected DocumentStore store;
    protected CollectionId collection;

    /** Opens the store on the state of this test: what was written before is there. */
    protected abstract DocumentStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
        collection = newCollection();
        store.createCollection(collection, SETTINGS);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** A fruit of the orchard that most tests look at. */
    private record Fruit(
            String name, String type, List<String> tags, String source, String language, Map<String, Value> metadata) {
        DocumentHeader header() {
            return new DocumentHeader(name, source, type, tags, language, metadata);
        }
    }

    private static final Fruit APPLE = new Fruit(
            "apple",
            "text/plain",
            List.of("sweet", "round"),
            "orchard/North Field.txt",
            "en",
            Map.of("colour", text("Red"), "weight", number(150), "ripe", flag(true), "picked", time(10)));
    private static final Fruit PEAR = new Fruit(
            "pear",
            "text/markdown",
            List.of("sweet"),
            "orchard/South.md",
            "en",
            Map.of("colour", text("green"), "weight", number(-1.5), "ripe", flag(false), "picked", time(20)));
    private static final Fruit LEMON =
            new Fruit("lemon", "text/plain", List.of("sour, very"), "", "it", Map.of("colour", text("yellow")));
    private static final Fruit PLUM = new Fruit("plum", "text/plain", List.of(), "", "", Map.of("weight", number(30)));

    private static final List<Fruit> ORCHARD = List.of(APPLE, PEAR, LEMON, PLUM);

    @Test
    void findsByEveryFieldThatADocumentHas() {
        plant();

        assertFits(in(Field.DOCUMENT_ID, text("apple"), text("plum")), "apple", "plum");
        assertFits(in(Field.TYPE, text("text/plain")), "apple", "lemon", "plum");
        assertFits(in(Field.TAGS, text("sweet")), "apple", "pear");
        assertFits(in(Field.TAGS, text("sour, very"), text("round")), "apple", "lemon");
        assertFits(in(Field.TAGS, text("sour")));
        assertFits(in(Field.SOURCE, text("orchard/North Field.txt")), "apple");
        assertFits(in(Field.SOURCE, text("North")));
        assertFits(in(Field.LANGUAGE, text("en"), text("it")), "apple", "pear", "lemon");
        assertFits(range(Field.CREATED_AT, Filter.Comparison.GREATER, new Value.Time(NEW_YEAR)), all());
        assertFits(range(Field.UPDATED_AT, Filter.Comparison.LESS, new Value.Time(NEW_YEAR)));
    }

    @Test
    void findsByDeclaredFields() {
        plant();

        assertFits(in(COLOUR, text("Red")), "apple");
        assertFits(in(COLOUR, text("red")));
        assertFits(in(COLOUR, text("green"), text("yellow")), "pear", "lemon");
        assertFits(in(WEIGHT, number(-1.5)), "pear");
        assertFits(in(WEIGHT, number(30), number(150)), "apple", "plum");
        assertFits(in(RIPE, flag(true)), "apple");
        assertFits(in(RIPE, flag(false)), "pear");
        assertFits(in(PICKED, time(20)), "pear");
        assertFits(range(WEIGHT, Filter.Comparison.LESS, number(30)), "pear");
        assertFits(range(WEIGHT, Filter.Comparison.LESS_OR_EQUAL, number(30)), "pear", "plum");
        assertFits(range(WEIGHT, Filter.Comparison.GREATER, number(30)), "apple");
        assertFits(range(WEIGHT, Filter.Comparison.GREATER_OR_EQUAL, number(30)), "apple", "plum");
        assertFits(range(PICKED, Filter.Comparison.GREATER, time(10)), "pear");
        assertFits(range(PICKED, Filter.Comparison.LESS_OR_EQUAL, time(10)), "apple");
    }

    @Test
    void combinesFilters() {
        plant();
        Filter sweet = in(Field.TAGS, text("sweet"));
        Filter heavy = range(WEIGHT, Filter.Comparison.GREATER, number(20));

        assertFits(new Filter.All(List.of(sweet, heavy)), "apple");
        assertFits(new Filter.Any(List.of(sweet, heavy)), "apple", "pear", "plum");
        assertFits(new Filter.Not(sweet), "lemon", "plum");
        assertFits(new Filter.Not(in(COLOUR, text("Red"))), "pear", "lemon", "plum");
        assertFits(new Filter.Not(new Filter.Not(sweet)), "apple", "pear");
        assertFits(new Filter.All(List.of(new Filter.Not(sweet), new Filter.Not(heavy))), "lemon");
        assertFits(new Filter.Not(new Filter.Any(List.of(sweet, heavy))), "lemon");
        assertFits(new Filter.Not(range(WEIGHT, Filter.Comparison.LESS, number(1000))), "lemon");
        assertFits(new Filter.All(List.of(sweet, new Filter.Not(sweet))));
        assertFits(
                new Filter.Any(List.of(
                        new Filter.All(List.of(sweet, in(RIPE, flag(false)))), in(Field.LANGUAGE, text("it")))),
                "pear",
                "lemon");
    }

    @Test
    void takesValuesAsTheyAre() {
        for (String odd :
                List.of("a=b", "a\\b", "\"x\" OR 1=1", "*", "ü ß 世界", " spaces ", "{}", "null", "a,b;c|d", "%", "'")) {
            CollectionId id = newCollection();
            store.createCollection(id, SETTINGS);
            plant(id, new Fruit("odd", "text/plain", List.of(odd), odd, "", Map.of("colour", text(odd))));
            plant(id, new Fruit("plain", "text/plain", List.of("x"), "x", "", Map.of("colour", text("x"))));

            for (Field field : List.of(COLOUR, Field.TAGS, Field.SOURCE)) {
                assertThat(found(id, in(field, text(odd))))
                        .describedAs("%s = %s", field, odd)
                        .containsExactly("odd");
                assertThat(found(id, new Filter.Not(in(field, text(odd)))))
                        .describedAs("not %s = %s", field, odd)
                        .containsExactly("plain");
            }
        }
    }

    @Test
    void agreesWithAPlainEvaluationOnRandomFilters() {
        plant();
        Random random = new Random(20260214);
        for (int i = 0; i < 40; i++) {
            Filter filter = randomFilter(random, 3);
            String[] expected =
                    ORCHARD.stream().filter(fits(filter)).map(Fruit::name).toArray(String[]::new);
            assertFits(filter, expected);
        }
    }

    @Test
    void filtersBeforeItSearches() {
        for (int i = 0; i < 60; i++) {
            plant(collection, new Fruit("near" + i, "text/plain", List.of(), "", "", Map.of()), 1, 0, 0);
        }
        plant(collection, new Fruit("far", "text/plain", List.of("rare"), "", "", Map.of()), 0, 0, 1);

        assertThat(found(collection, in(Field.TAGS, text("rare")))).containsExactly("far");
        assertThat(store.search(collection, SearchQuery.of("far", unit(), 1, 1).filtered(in(Field.TAGS, text("rare"))))
                        .passages())
                .hasSize(1);
    }

    @Test
    void forgetsTheFieldsOfAnEarlierGeneration() {
        plant();
        plant(collection, new Fruit("apple", "text/plain", List.of("eaten"), "", "", Map.of("colour", text("brown"))));

        assertFits(in(COLOUR, text("Red")));
        assertFits(in(COLOUR, text("brown")), "apple");
        assertFits(in(Field.TAGS, text("eaten")), "apple");
        store.delete(new DocumentId(collection, "apple"));
        assertFits(in(COLOUR, text("brown")));
    }

    @Test
    void refusesADocumentThatWasCheckedAgainstAnotherCollection() {
        plant();
        DocumentHeader other = new DocumentHeader("t", "s", "text/plain", List.of(), "en", Map.of("never", text("x")));
        Document late = pending(collection, "late", 1, other);

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> store.accept(late, DocumentText.of("text")));

        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(store.document(late.id())).isEmpty();
        assertThat(store.search(collection, byWords("apple")).found()).isNotEmpty();
    }

    @Test
    void givesMetadataVectorAndTheReasonOnlyWhenAsked() {
        plant();
        SearchQuery query = new SearchQuery(
                "apple", unit(), 10, .5f, Fusion.RELATIVE_SCORE, Optional.of(in(COLOUR, text("Red"))), true);

        Candidate explained = store.search(collection, query).found().getFirst();
        Candidate plain = store.search(collection, SearchQuery.of("apple", unit(), 10, .5f))
                .found()
                .getFirst();

        assertThat(explained.passage().metadata()).isEqualTo(APPLE.metadata());
        assertThat(explained.passage().explanation())
                .matches(
                        "vectors: \\d+\\w\\w of \\d+, cosine -?[01]\\.\\d{3}; words: \\d+\\w\\w of \\d+, BM25 \\d+\\.\\d\\d");
        assertThat(plain.passage().explanation()).isEmpty();
        assertThat(explained.vector()).containsExactly(unit(), within(.001f));
        assertThat(store.search(collection, byWords("apple")).found().getFirst().vector())
                .containsExactly(unit(), within(.001f));
    }

    @Test
    void fusesByReciprocalRanks() {
        Document document = pending(collection, "one", 3);
        store.accept(document, DocumentText.of("text"));
        store.addChunks(
                document,
                List.of(
                        chunk(document, 0, "mill mill mill", 0, 0, 1),
                        chunk(document, 1, "flour", 1, 0, 0),
                        chunk(document, 2, "a mill by the long river", .9f, .1f, 0)));
        store.publish(document.ready(3));

        List<Passage> fused = store.search(
                        collection,
                        new SearchQuery("mill", unit(), 3, .7f, Fusion.RECIPROCAL_RANK, Optional.empty(), false))
                .passages();

        assertThat(fused.getFirst().text()).isEqualTo("a mill by the long river");
        assertThat(fused)
                .hasSize(3)
                .allSatisfy(passage -> assertThat(passage.score()).isBetween(0f, 1f));
    }

    @Test
    void findsPassagesByTheirPlaces() {
        plant();
        Document hidden = pending(collection, "hidden", 1);
        store.accept(hidden, DocumentText.of("text"));
        store.addChunks(hidden, List.of(chunk(hidden, 0, "hidden", 1, 0, 0)));

        List<Candidate> found = store.passages(
                collection,
                Set.of(
                        new Place("apple", 1),
                        new Place("pear", 0),
                        new Place("pear", 7),
                        new Place("hidden", 0),
                        new Place("nowhere", 0)));

        assertThat(found)
                .extracting(candidate -> candidate.passage().text())
                .containsExactlyInAnyOrder("apple: more", "pear fruit");
        assertThat(found).allSatisfy(candidate -> assertThat(candidate.vector()).hasSize(3));
        assertThat(store.passages(collection, Set.of())).isEmpty();
    }

    @Test
    void countsWhatFits() {
        plant();

        assertThat(store.count(collection, in(Field.TAGS, text("sweet")))).isEqualTo(4);
        assertThat(store.count(collection, new Filter.Not(in(Field.TAGS, text("sweet")))))
                .isEqualTo(4);
        assertThat(store.count(collection, in(COLOUR, text("blue")))).isZero();
    }

    @Test
    void listsDocumentsNewestFirstInParts() {
        plant();
        Document waiting = pending(collection, "waiting", 0);
        store.accept(waiting, DocumentText.of("text"));

        List<String> names = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Document> page = store.documents(collection, Optional.empty(), Set.of(), 2, next);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            page.items().forEach(document -> names.add(document.id().name()));
            next = page.next();
        } while (next.isPresent());

        assertThat(names).containsExactly("waiting", "plum", "lemon", "pear", "apple");
        assertThat(store.documents(
                                collection, Optional.of(in(Field.TAGS, text("sweet"))), Set.of(), 10, Optional.empty())
                        .items())
                .extracting(document -> document.header().metadata())
                .containsExactly(PEAR.metadata(), APPLE.metadata());
        assertThatThrownBy(() -> store.documents(newCollection(), Optional.empty(), Set.of(), 10, Optional.empty()))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void listsATenantsCollectionsInParts() {
        String tenant = collection.tenant();
        for (String name : List.of("zebra", "aardvark", "mole")) {
            store.createCollection(new CollectionId(tenant, name), SETTINGS);
        }
        store.createCollection(newCollection(), SETTINGS);

        Page<Collection> first = store.collections(tenant, 3, Optional.empty());
        Page<Collection> second = store.collections(tenant, 3, first.next());

        assertThat(Stream.concat(first.items().stream(), second.items().stream())
                        .map(found -> found.id().name()))
                .containsExactly("aardvark", "mole", "notes", "zebra");
        assertThat(first.items()).hasSize(3);
        assertThat(second.next()).isEmpty();
        assertThat(first.items().getFirst().settings()).isEqualTo(SETTINGS);
    }

    @Test
    void deletesACollectionWithAllThatIsInIt() throws Exception {
        plant();
        CollectionId other = new CollectionId(collection.tenant(), "other");
        store.createCollection(other, SETTINGS);
        plant(other, APPLE);
        store.accept(pending(collection, "waiting", 0), DocumentText.of("text"));

        assertThat(store.deleteCollection(collection)).isTrue();
        assertThat(store.deleteCollection(collection)).isFalse();

        assertThat(store.collection(collection)).isEmpty();
        assertThat(store.document(new DocumentId(collection, "apple"))).isEmpty();
        assertThat(store.unfinished()).noneMatch(id -> id.collection().equals(collection));
        assertThatThrownBy(() -> store.search(collection, byVector(1, 0, 0))).isInstanceOf(QuernException.class);
        assertThat(found(other, in(COLOUR, text("Red")))).containsExactly("apple");
        store.close();
        store = open();
        store.createCollection(collection, SETTINGS);
        assertThat(store.search(collection, byVector(1, 0, 0)).found()).isEmpty();
        assertThat(store.collection(collection).orElseThrow().passages()).isZero();
        assertThat(store.documents(collection, Optional.empty(), Set.of(), 10, Optional.empty())
                        .items())
                .isEmpty();
    }

    @Test
    void keepsDistanceProfileAndFields() throws Exception {
        for (Distance distance : Distance.values()) {
            for (IndexProfile profile : IndexProfile.values()) {
                CollectionId id = new CollectionId(collection.tenant(), distance + "-" + profile);
                CollectionSettings settings =
                        new CollectionSettings("test-model@1", 3, distance, profile, SETTINGS.fields(), Chunking.USUAL);
                store.createCollection(id, settings);
                Document document = pending(id, "one", 2);
                store.accept(document, DocumentText.of("text"));
                store.addChunks(
                        document,
                        List.of(chunk(document, 0, "near", .9f, .1f, 0), chunk(document, 1, "far", -.2f, .1f, .9f)));
                store.publish(document.ready(2));

                assertThat(store.search(id, byVector(1, 0, 0)).passages())
                        .describedAs("%s %s", distance, profile)
                        .extracting(Passage::text)
                        .containsExactly("near", "far");
                assertThat(store.collection(id).orElseThrow().settings()).isEqualTo(settings);
            }
        }
    }

    /** The first of their two passages, which a search by vector finds; a search by words has to agree. */
    private void assertFits(Filter filter, String... names) {
        assertThat(found(collection, filter)).describedAs(filter.toString()).containsExactlyInAnyOrder(names);
        assertThat(store.search(collection, byWords("fruit").filtered(filter)).passages())
                .describedAs("by words: " + filter)
                .extracting(Passage::documentId)
                .containsExactlyInAnyOrder(names);
        assertThat(store.documents(collection, Optional.of(filter), Set.of(), 50, Optional.empty())
                        .items())
                .describedAs("documents: " + filter)
                .extracting(document -> document.id().name())
                .containsExactlyInAnyOrder(names);
    }

    private List<String> found(CollectionId id, Filter filter) {
        return store.search(id, byVector(1, 0, 0).filtered(filter)).passages().stream()
                .map(Passage::documentId)
                .distinct()
                .toList();
    }

    private void plant() {
        ORCHARD.forEach(fruit -> plant(collection, fruit));
    }

    private void plant(CollectionId id, Fruit fruit) {
        plant(id, fruit, 1, 0, 0);
    }

    private void plant(CollectionId id, Fruit fruit, float... vector) {
        Document document = pending(id, fruit.name(), 2, fruit.header());
        store.accept(document, DocumentText.of("text"));
        store.addChunks(
                document,
                List.of(
                        chunk(document, 0, fruit.name() + " fruit", vector),
                        chunk(document, 1, fruit.name() + ": more", 0, 1, 0)));
        store.publish(document.ready(2));
    }

    private static Filter randomFilter(Random random, int depth) {
        List<Filter> leaves = List.of(
                in(Field.TAGS, text("sweet")),
                in(Field.LANGUAGE, text("it"), text("fr")),
                in(COLOUR, text("green")),
                in(RIPE, flag(random.nextBoolean())),
                range(WEIGHT, randomComparison(random), number(30)),
                range(PICKED, randomComparison(random), time(20)));
        int kind = depth == 0 ? 3 : random.nextInt(4);
        List<Filter> parts = Stream.generate(
                        () -> kind == 3 ? leaves.get(random.nextInt(leaves.size())) : randomFilter(random, depth - 1))
                .limit(1 + random.nextInt(3))
                .toList();
        return switch (kind) {
            case 0 -> new Filter.All(parts);
            case 1 -> new Filter.Any(parts);
            case 2 -> new Filter.Not(parts.getFirst());
            default -> parts.getFirst();
        };
    }

    private static Filter.Comparison randomComparison(Random random) {
        List<Filter.Comparison> all = List.of(Filter.Comparison.values());
        return all.get(random.nextInt(all.size()));
    }

    private static Predicate<Fruit> fits(Filter filter) {
        return fruit -> switch (filter) {
            case Filter.All all ->
                all.filters().stream().allMatch(part -> fits(part).test(fruit));
            case Filter.Any any ->
                any.filters().stream().anyMatch(part -> fits(part).test(fruit));
            case Filter.Not not -> !fits(not.filter()).test(fruit);
            case Filter.In in -> !Collections.disjoint(values(fruit, in.field()), in.values());
            case Filter.Range range -> values(fruit, range.field()).stream().anyMatch(value -> fits(value, range));
        };
    }

    private static boolean fits(Value value, Filter.Range range) {
        int compared = Double.compare(comparable(value), comparable(range.bound()));
        return switch (range.comparison()) {
            case LESS -> compared < 0;
            case LESS_OR_EQUAL -> compared <= 0;
            case GREATER -> compared > 0;
            case GREATER_OR_EQUAL -> compared >= 0;
        };
    }

    private static double comparable(Value value) {
        return switch (value) {
            case Value.Numeric number -> number.value();
            case Value.Time time -> time.value().toEpochMilli();
            case Value.Text _, Value.Flag _ -> throw new IllegalArgumentException("not in a range: " + value);
        };
    }

    private static List<Value> values(Fruit fruit, Field field) {
        return switch (field.name()) {
            case "tags" -> fruit.tags().stream().<Value>map(Value.Text::new).toList();
            case "language" -> fruit.language().isEmpty() ? List.of() : List.of(text(fruit.language()));
            default ->
                Optional.ofNullable(fruit.metadata().get(field.declaredName()))
                        .map(List::of)
                        .orElse(List.of());
        };
    }

    private static Filter in(Field field, Value... values) {
        return new Filter.In(field, List.of(values));
    }

    private static Filter range(Field field, Filter.Comparison comparison, Value bound) {
        return new Filter.Range(field, comparison, bound);
    }

    private static Value text(String value) {
        return new Value.Text(value);
    }

    private static Value number(double value) {
        return new Value.Numeric(value);
    }

    private static Value flag(boolean value) {
        return new Value.Flag(value);
    }

    private static Value time(int days) {
        return new Value.Time(NEW_YEAR.plusSeconds(days * 86_400L));
    }

    private static String[] all() {
        return ORCHARD.stream().map(Fruit::name).toArray(String[]::new);
    }

    private static float[] unit() {
        return new float[] {1, 0, 0};
    }
}
