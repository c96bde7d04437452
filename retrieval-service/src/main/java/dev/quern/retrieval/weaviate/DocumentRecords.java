package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentHeader;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentState;
import dev.quern.retrieval.DocumentText;
import io.weaviate.client6.v1.api.collections.aggregate.Aggregate;
import io.weaviate.client6.v1.api.collections.aggregate.AggregateResponse;
import io.weaviate.client6.v1.api.collections.aggregate.IntegerAggregation;
import io.weaviate.client6.v1.api.collections.query.Filter;
import io.weaviate.client6.v1.api.collections.query.FilterOperand;
import io.weaviate.client6.v1.api.collections.query.SortBy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The documents of one collection: a record and the text for each generation of each. */
final class DocumentRecords {
    /** Documents asked for at once: with a few generations of each, far fewer objects than Weaviate returns. */
    private static final int BATCH = 500;

    /** All of a record that is not text. */
    private static final List<String> PROPERTIES = List.of(
            "document",
            "generation",
            "title",
            "source",
            "mediaType",
            "tags",
            "language",
            "metadata",
            "state",
            "step",
            "reason",
            "contentHash",
            "chunksDone",
            "chunksTotal",
            "characters",
            "createdAt",
            "updatedAt");

    private final CollectionRecord collection;
    private final WeaviateObjects objects;
    private final StoredTexts texts;

    DocumentRecords(WeaviateConnection connection, CollectionRecord collection) {
        this.collection = collection;
        this.objects = WeaviateObjects.ofTenant(connection, Schema.DOCUMENTS, collection.weaviateTenant());
        this.texts = new StoredTexts(objects);
    }

    /** How many documents searches show, how many passages they have, and how long their texts are together. */
    record Counts(long documents, long passages, long characters) {}

    Generations generations(DocumentId document) {
        return generations(List.of(document.name())).getOrDefault(document.name(), Generations.NONE);
    }

    /** By document name; documents that are not there are left out. */
    Map<String, Generations> generations(Collection<String> documents) {
        return batches(documents)
                .flatMap(batch -> objects
                        .find(query -> query.filters(Filter.property("document").containsAny(batch))
                                .limit(WeaviateObjects.MOST)
                                .returnProperties(PROPERTIES))
                        .stream())
                .map(this::document)
                .collect(Collectors.groupingBy(
                        found -> found.id().name(),
                        Collectors.collectingAndThen(Collectors.toList(), Generations::new)));
    }

    /** Stores the text first: a record means that everything of the document is there. */
    void put(Document document, DocumentText text) {
        Map<String, Object> properties = new HashMap<>(new FilterProperties(collection.settings()).of(document));
        properties.putAll(texts.put(document, text));
        properties.putAll(progress(document));
        properties.put("state", document.state().name());
        properties.put("document", document.id().name());
        properties.put("upload", Upload.of(document).key());
        properties.put("generation", document.generation());
        properties.put("accepted", document.generation());
        properties.put("title", document.header().title());
        properties.put("source", document.header().source());
        properties.put("mediaType", document.header().mediaType());
        properties.put("tags", document.header().tags());
        properties.put("language", document.header().language());
        properties.put("metadata", StoredMetadata.write(document.header().metadata()));
        properties.put("contentHash", document.contentHash());
        properties.put("characters", document.characters());
        properties.put("createdAt", document.createdAt().toString());
        objects.put(ObjectIds.of(document.id(), document.generation()), properties);
    }

    private static Map<String, Object> progress(Document document) {
        return Map.of(
                "step", document.state().name(),
                "reason", document.reason(),
                "chunksDone", document.chunksDone(),
                "chunksTotal", document.chunksTotal(),
                "updatedAt", document.updatedAt().toString());
    }

    /** The editions that searches show, of these documents. Each search asks, so no more is read than it needs. */
    Set<Edition> published(Collection<String> documents) {
        return batches(documents)
                .flatMap(batch -> objects
                        .find(query -> query.filters(Filter.property("document").containsAny(batch))
                                .limit(WeaviateObjects.MOST)
                                .returnProperties("document", "generation", Edition.PROPERTY, "state"))
                        .stream())
                .filter(found -> found.text("state").equals(DocumentState.READY.name()))
                .collect(Collectors.toMap(
                        found -> found.text("document"),
                        Function.identity(),
                        BinaryOperator.maxBy(Comparator.comparing(found -> found.text("generation")))))
                .values()
                .stream()
                .map(Edition::from)
                .collect(Collectors.toSet());
    }

    /** The edition of the generation that searches show, or would if there were no newer generation. */
    Optional<Edition> published(DocumentId document, String generation) {
        return objects.get(ObjectIds.of(document, generation))
                .filter(found -> found.text("state").equals(DocumentState.READY.name()))
                .map(Edition::from);
    }

    /**
     * Records how far the generation is. The state that decides stays as it is: another process may have published the
     * generation since it was looked at.
     *
     * @return whether it is still there
     */
    boolean updateProgress(Document document) {
        return objects.merge(ObjectIds.of(document.id(), document.generation()), progress(document));
    }

    /**
     * Records that nothing more will come of the generation.
     *
     * @return whether it is still there
     */
    boolean fail(Document document) {
        return decide(document, Map.of());
    }

    /**
     * Makes the edition the one of the generation that searches show.
     *
     * @return whether the generation is still there
     */
    boolean publish(Document document, Edition edition) {
        return decide(document, Map.of(Edition.PROPERTY, edition.key()));
    }

    /**
     * Has the generation indexed once more, whatever came of it before.
     *
     * @return whether it is still there
     */
    boolean reopen(Document document) {
        return decide(document, Map.of("state", DocumentState.PENDING.name()));
    }

    private boolean decide(Document document, Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(progress(document));
        properties.put("state", document.state().name());
        properties.putAll(more);
        return objects.merge(ObjectIds.of(document.id(), document.generation()), properties);
    }

    /** The text of the generation that was accepted last. */
    Optional<DocumentText> text(DocumentId document) {
        return objects.find(Filter.property("document").eq(document.name())).stream()
                .max(Comparator.comparing(found -> found.text("generation")))
                .map(record -> texts.of(document, record));
    }

    /** Removes records and then texts: from the first moment on the generations are no more. */
    void remove(DocumentId document, List<String> generations) {
        List<String> uploads = Upload.keys(document, generations);
        objects.remove(Filter.and(
                Filter.property("document").eq(document.name()),
                Filter.property("upload").containsAny(uploads)));
        objects.remove(Filter.property("upload").containsAny(uploads));
    }

    /**
     * The generations that fit, the one accepted last first, of whatever document.
     *
     * @param states the stored states that fit; all when it is empty
     * @param before the generations that are asked for were accepted before this one; all when it is empty
     */
    List<Document> newest(
            Optional<dev.quern.retrieval.Filter> filter, Set<DocumentState> states, String before, int limit) {
        List<FilterOperand> conditions = new ArrayList<>();
        // Only records have a state: the parts of texts are left out.
        conditions.add(Filter.property("state").containsAny(stored(states)));
        filter.map(translation()::of).ifPresent(conditions::add);
        if (!before.isEmpty()) {
            conditions.add(Filter.property("accepted").lt(before));
        }
        return objects
                .find(query -> query.filters(Filter.and(conditions))
                        .sort(SortBy.property("accepted").desc())
                        .limit(limit)
                        .returnProperties(PROPERTIES))
                .stream()
                .map(this::document)
                .toList();
    }

    /** Of the documents that searches show. */
    Counts count(Optional<dev.quern.retrieval.Filter> filter) {
        Filter ready = Filter.property("state").eq(DocumentState.READY.name());
        Filter wanted = filter.map(translation()::of)
                .map(also -> Filter.and(ready, also))
                .orElse(ready);
        AggregateResponse counted = objects.call(handle -> handle.aggregate.overAll(all -> all.filters(wanted)
                .includeTotalCount(true)
                .metrics(
                        Aggregate.integer("chunksTotal", IntegerAggregation.Builder::sum),
                        Aggregate.integer("characters", IntegerAggregation.Builder::sum))));
        Long documents = counted.totalCount();
        if (documents == null || documents == 0) {
            return new Counts(0, 0, 0);
        }
        return new Counts(
                documents,
                counted.integer("chunksTotal").sum(),
                counted.integer("characters").sum());
    }

    private static Stream<List<String>> batches(Collection<String> documents) {
        List<String> names = List.copyOf(documents);
        return IntStream.iterate(0, from -> from < names.size(), from -> from + BATCH)
                .mapToObj(from -> names.subList(from, Math.min(from + BATCH, names.size())));
    }

    /** A generation that is being indexed is stored as {@code PENDING}, with the step it is at. */
    private static List<String> stored(Set<DocumentState> states) {
        return Stream.of(DocumentState.values())
                .filter(state -> states.isEmpty()
                        || states.contains(state)
                        || (state == DocumentState.PENDING && states.contains(DocumentState.INDEXING)))
                .map(DocumentState::name)
                .toList();
    }

    private static DocumentState state(Fields fields) {
        DocumentState decided = DocumentState.valueOf(fields.text("state"));
        boolean begun = fields.text("step").equals(DocumentState.INDEXING.name());
        return decided == DocumentState.PENDING && begun ? DocumentState.INDEXING : decided;
    }

    private FilterTranslation translation() {
        return new FilterTranslation(collection.settings());
    }

    private Document document(Fields fields) {
        DocumentState state = state(fields);
        return new Document(
                new DocumentId(collection.id(), fields.text("document")),
                new DocumentHeader(
                        fields.text("title"),
                        fields.text("source"),
                        fields.text("mediaType"),
                        fields.list("tags"),
                        fields.text("language"),
                        StoredMetadata.read(fields.list("metadata"))),
                state,
                fields.text("reason"),
                fields.text("generation"),
                fields.text("contentHash"),
                Math.toIntExact(fields.number(state == DocumentState.READY ? "chunksTotal" : "chunksDone")),
                Math.toIntExact(fields.number("chunksTotal")),
                fields.number("characters"),
                fields.instant("createdAt"),
                fields.instant("updatedAt"));
    }
}
