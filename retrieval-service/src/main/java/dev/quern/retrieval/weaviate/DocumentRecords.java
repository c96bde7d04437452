package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentHeader;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentState;
import io.weaviate.client6.v1.api.collections.aggregate.Aggregate;
import io.weaviate.client6.v1.api.collections.aggregate.AggregateResponse;
import io.weaviate.client6.v1.api.collections.aggregate.IntegerAggregation;
import io.weaviate.client6.v1.api.collections.query.Filter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The documents of one collection: a record and the text for each generation of each. */
final class DocumentRecords {
    /** Documents asked for at once: with a few generations of each, far fewer objects than Weaviate returns. */
    private static final int BATCH = 500;

    private final CollectionId collection;
    private final WeaviateObjects objects;

    DocumentRecords(WeaviateConnection connection, CollectionId collection) {
        this.collection = collection;
        this.objects = WeaviateObjects.ofTenant(connection, Schema.DOCUMENTS, ObjectIds.tenant(collection));
    }

    /** How many documents searches show, and how many passages they have. */
    record Counts(long documents, long passages) {}

    Generations generations(DocumentId document) {
        return generations(List.of(document.name())).getOrDefault(document.name(), Generations.NONE);
    }

    /** By document name; documents that are not there are left out. */
    Map<String, Generations> generations(Collection<String> documents) {
        List<String> names = List.copyOf(documents);
        return IntStream.iterate(0, from -> from < names.size(), from -> from + BATCH)
                .mapToObj(from -> names.subList(from, Math.min(from + BATCH, names.size())))
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
        objects.put(
                ObjectIds.of(document.id(), document.generation()),
                Map.ofEntries(
                        Map.entry("document", document.id().name()),
                        Map.entry("upload", Upload.of(document).key()),
                        Map.entry("generation", document.generation()),
                        Map.entry("title", document.header().title()),
                        Map.entry("source", document.header().source()),
                        Map.entry("mediaType", document.header().mediaType()),
                        Map.entry("tags", document.header().tags()),
                        Map.entry("language", document.header().language()),
                        Map.entry("contentHash", document.contentHash()),
                        Map.entry("characters", document.characters()),
                        Map.entry("textParts", parts.size()),
                        Map.entry("createdAt", document.createdAt().toString()),
                        Map.entry("state", document.state().name()),
                        Map.entry("reason", document.reason()),
                        Map.entry("chunksDone", document.chunksDone()),
                        Map.entry("chunksTotal", document.chunksTotal()),
                        Map.entry("updatedAt", document.updatedAt().toString())));
    }

    /** The uploads that searches show, of these documents. */
    Set<Upload> published(Collection<String> documents) {
        return generations(documents).entrySet().stream()
                .flatMap(found ->
                        found.getValue().published().stream().map(generation -> new Upload(found.getKey(), generation)))
                .collect(Collectors.toSet());
    }

    /**
     * Records how far the generation is.
     *
     * @return whether it is still there
     */
    boolean update(Document document) {
        return objects.merge(
                ObjectIds.of(document.id(), document.generation()),
                Map.of(
                        "state", document.state().name(),
                        "reason", document.reason(),
                        "chunksDone", document.chunksDone(),
                        "chunksTotal", document.chunksTotal(),
                        "updatedAt", document.updatedAt().toString()));
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

    Counts count() {
        AggregateResponse counted = objects.call(handle -> handle.aggregate.overAll(
                all -> all.filters(Filter.property("state").eq(DocumentState.READY.name()))
                        .includeTotalCount(true)
                        .metrics(Aggregate.integer("chunksTotal", IntegerAggregation.Builder::sum))));
        Long documents = counted.totalCount();
        if (documents == null || documents == 0) {
            return new Counts(0, 0);
        }
        return new Counts(documents, counted.integer("chunksTotal").sum());
    }

    private Document document(Fields fields) {
        return new Document(
                new DocumentId(collection, fields.text("document")),
                new DocumentHeader(
                        fields.text("title"),
                        fields.text("source"),
                        fields.text("mediaType"),
                        fields.list("tags"),
                        fields.text("language")),
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
