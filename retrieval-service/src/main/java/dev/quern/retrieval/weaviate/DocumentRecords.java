package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentHeader;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentState;
import io.weaviate.client6.v1.api.collections.aggregate.Aggregate;
import io.weaviate.client6.v1.api.collections.aggregate.AggregateResponse;
import io.weaviate.client6.v1.api.collections.aggregate.IntegerAggregation;
import io.weaviate.client6.v1.api.collections.query.Filter;
import io.weaviate.client6.v1.api.collections.query.FilterOperand;
import io.weaviate.client6.v1.api.collections.query.SortBy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The documents of one collection: a record and the text for each generation of each. */
final class DocumentRecords {
    /** Documents asked for at once: with a few generations of each, far fewer objects than Weaviate returns. */
    private static final int BATCH = 500;

    private static final List<String> STATES =
            Stream.of(DocumentState.values()).map(DocumentState::name).toList();

    private final CollectionRecord collection;
    private final WeaviateObjects objects;

    DocumentRecords(WeaviateConnection connection, CollectionRecord collection) {
        this.collection = collection;
        this.objects = WeaviateObjects.ofTenant(connection, Schema.DOCUMENTS, collection.weaviateTenant());
    }

    /** How many documents searches show, how many passages they have, and how long their texts are together. */
    record Counts(long documents, long passages, long characters) {}

    Generations generations(DocumentId document) {
        return generations(List.of(document.name())).getOrDefault(document.name(), Generations.NONE);
    }

    /** By document name; documents that are not there are left out. */
    Map<String, Generations> generations(Collection<String> documents) {
        return batches(documents)
                .flatMap(batch -> objects.find(Filter.property("document").containsAny(batch)).stream())
                .map(this::document)
                .collect(Collectors.groupingBy(
                        found -> found.id().name(),
                        Collectors.collectingAndThen(Collectors.toList(), Generations::new)));
    }

    /** Stores the text first: a record means that everything of the document is there. */
    void put(Document document, String text) {
        List<String> parts = TextParts.split(text);
        for (int part = 0; part < parts.size(); part++) {
            objects.put(
                    ObjectIds.ofText(document.id(), document.generation(), part),
                    Map.of("upload", Upload.of(document).key(), "text", parts.get(part)));
        }
        Map<String, Object> properties = new HashMap<>(new FilterProperties(collection.settings()).of(document));
        properties.putAll(progress(document));
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
        properties.put("textParts", parts.size());
        properties.put("createdAt", document.createdAt().toString());
        objects.put(ObjectIds.of(document.id(), document.generation()), properties);
    }

    private static Map<String, Object> progress(Document document) {
        return Map.of(
                "state", document.state().name(),
                "reason", document.reason(),
                "chunksDone", document.chunksDone(),
                "chunksTotal", document.chunksTotal(),
                "updatedAt", document.updatedAt().toString());
    }

    /** The uploads that searches show, of these documents. Each search asks, so no more is read than it needs. */
    Set<Upload> published(Collection<String> documents) {
        return batches(documents)
                .flatMap(batch -> objects
                        .find(query -> query.filters(Filter.property("document").containsAny(batch))
                                .limit(WeaviateObjects.MOST)
                                .returnProperties("document", "generation", "state"))
                        .stream())
                .filter(found -> found.text("state").equals(DocumentState.READY.name()))
                .collect(Collectors.toMap(
                        found -> found.text("document"),
                        found -> found.text("generation"),
                        (one, other) -> one.compareTo(other) > 0 ? one : other))
                .entrySet()
                .stream()
                .map(found -> new Upload(found.getKey(), found.getValue()))
                .collect(Collectors.toSet());
    }

    /**
     * Records how far the generation is.
     *
     * @return whether it is still there
     */
    boolean update(Document document) {
        return objects.merge(ObjectIds.of(document.id(), document.generation()), progress(document));
    }

    /** Empty when the text is gone. */
    Optional<String> text(Document document) {
        Optional<Fields> record = objects.get(ObjectIds.of(document.id(), document.generation()));
        if (record.isEmpty()) {
            return Optional.empty();
        }
        long parts = record.get().number("textParts");
        StringBuilder text = new StringBuilder();
        for (int part = 0; part < parts; part++) {
            Optional<Fields> stored = objects.get(ObjectIds.ofText(document.id(), document.generation(), part));
            if (stored.isEmpty()) {
                return Optional.empty();
            }
            text.append(stored.get().text("text"));
        }
        return Optional.of(text.toString());
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
     * @param before the generations that are asked for were accepted before this one; all when it is empty
     */
    List<Document> newest(Optional<dev.quern.retrieval.Filter> filter, String before, int limit) {
        List<FilterOperand> conditions = new ArrayList<>();
        // Only records have a state: the parts of texts are left out.
        conditions.add(Filter.property("state").containsAny(STATES));
        filter.map(translation()::of).ifPresent(conditions::add);
        if (!before.isEmpty()) {
            conditions.add(Filter.property("accepted").lt(before));
        }
        return objects
                .find(query -> query.filters(Filter.and(conditions))
                        .sort(SortBy.property("accepted").desc())
                        .limit(limit))
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

    private FilterTranslation translation() {
        return new FilterTranslation(collection.settings());
    }

    private Document document(Fields fields) {
        return new Document(
                new DocumentId(collection.id(), fields.text("document")),
                new DocumentHeader(
                        fields.text("title"),
                        fields.text("source"),
                        fields.text("mediaType"),
                        fields.list("tags"),
                        fields.text("language"),
                        StoredMetadata.read(fields.list("metadata"))),
                DocumentState.valueOf(fields.text("state")),
                fields.text("reason"),
                fields.text("generation"),
                fields.text("contentHash"),
                Math.toIntExact(fields.number("chunksDone")),
                Math.toIntExact(fields.number("chunksTotal")),
                fields.number("characters"),
                fields.instant("createdAt"),
                fields.instant("updatedAt"));
    }
}
