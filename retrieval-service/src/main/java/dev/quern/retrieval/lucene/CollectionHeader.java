package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Distance;
import dev.quern.retrieval.FieldType;
import dev.quern.retrieval.IndexProfile;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an index says about itself in the user data of every commit, and so always in step with its entries.
 *
 * @param collection without its bytes
 * @param hidden generations that have chunks which no search may show yet
 */
record CollectionHeader(Collection collection, Set<String> hidden) {
    private static final String FIELD = "field.";

    CollectionHeader {
        hidden = Set.copyOf(hidden);
    }

    CollectionHeader with(String version, long documents, long passages) {
        return new CollectionHeader(
                new Collection(
                        collection.id(),
                        collection.settings(),
                        version,
                        documents,
                        passages,
                        0,
                        List.of(),
                        collection.createdAt()),
                hidden);
    }

    CollectionHeader hiding(String generation) {
        Set<String> more = new TreeSet<>(hidden);
        more.add(generation);
        return new CollectionHeader(collection, more);
    }

    CollectionHeader showing(String generation) {
        Set<String> fewer = new TreeSet<>(hidden);
        fewer.remove(generation);
        return new CollectionHeader(collection, fewer);
    }

    /** @param bytes that the index takes */
    Collection described(long bytes) {
        return new Collection(
                collection.id(),
                collection.settings(),
                collection.version(),
                collection.documents(),
                collection.passages(),
                bytes,
                collection.remarks(),
                collection.createdAt());
    }

    Map<String, String> toUserData() {
        CollectionSettings settings = collection.settings();
        Map<String, String> data = new HashMap<>();
        data.put("tenant", collection.id().tenant());
        data.put("name", collection.id().name());
        data.put("embeddingModel", settings.embeddingModel());
        data.put("dimensions", Integer.toString(settings.dimensions()));
        data.put("distance", settings.distance().name());
        data.put("profile", settings.profile().name());
        settings.fields().forEach((name, type) -> data.put(FIELD + name, type.name()));
        data.put("version", collection.version());
        data.put("documents", Long.toString(collection.documents()));
        data.put("passages", Long.toString(collection.passages()));
        data.put("createdAt", collection.createdAt().toString());
        data.put("hidden", String.join(" ", new TreeSet<>(hidden)));
        return data;
    }

    static CollectionHeader fromUserData(Map<String, String> data) {
        String hidden = value(data, "hidden");
        return new CollectionHeader(
                new Collection(
                        new CollectionId(value(data, "tenant"), value(data, "name")),
                        settings(data),
                        value(data, "version"),
                        Long.parseLong(value(data, "documents")),
                        Long.parseLong(value(data, "passages")),
                        0,
                        List.of(),
                        Instant.parse(value(data, "createdAt"))),
                hidden.isEmpty() ? Set.of() : Set.of(hidden.split(" ", -1)));
    }

    private static CollectionSettings settings(Map<String, String> data) {
        Map<String, FieldType> fields = new HashMap<>();
        data.forEach((key, value) -> {
            if (key.startsWith(FIELD)) {
                fields.put(key.substring(FIELD.length()), FieldType.valueOf(value));
            }
        });
        return new CollectionSettings(
                value(data, "embeddingModel"),
                Integer.parseInt(value(data, "dimensions")),
                Distance.valueOf(value(data, "distance")),
                IndexProfile.valueOf(value(data, "profile")),
                fields);
    }

    private static String value(Map<String, String> data, String key) {
        String value = data.get(key);
        if (value == null) {
            throw new NoSuchElementException("the index's commit does not say its " + key);
        }
        return value;
    }
}
