package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Chunking;
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
 * @param arriving generations that have parts of a text, and no record yet
 */
record CollectionHeader(Collection collection, Set<String> hidden, Set<String> arriving) {
    private static final String FIELD = "field.";

    CollectionHeader {
        hidden = Set.copyOf(hidden);
        arriving = Set.copyOf(arriving);
    }

    CollectionHeader(Collection collection) {
        this(collection, Set.of(), Set.of());
    }

    CollectionHeader with(String version, long documents, long passages) {
        return with(collection.id(), version, documents, passages);
    }

    /** Of what has been a successor until now. */
    CollectionHeader asItself(String version) {
        return with(collection.id().asItself(), version, collection.documents(), collection.passages());
    }

    private CollectionHeader with(CollectionId id, String version, long documents, long passages) {
        return new CollectionHeader(
                new Collection(
                        id, collection.settings(), version, documents, passages, 0, List.of(), collection.createdAt()),
                hidden,
                arriving);
    }

    CollectionHeader hiding(String generation) {
        return new CollectionHeader(collection, with(hidden, generation), arriving);
    }

    CollectionHeader showing(String generation) {
        return new CollectionHeader(collection, without(hidden, generation), arriving);
    }

    CollectionHeader awaiting(String generation) {
        return new CollectionHeader(collection, hidden, with(arriving, generation));
    }

    CollectionHeader notAwaiting(String generation) {
        return new CollectionHeader(collection, hidden, without(arriving, generation));
    }

    private static Set<String> with(Set<String> some, String another) {
        Set<String> more = new TreeSet<>(some);
        more.add(another);
        return more;
    }

    private static Set<String> without(Set<String> some, String another) {
        Set<String> fewer = new TreeSet<>(some);
        fewer.remove(another);
        return fewer;
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
        data.put("successor", Boolean.toString(collection.id().successor()));
        data.put("embeddingModel", settings.embeddingModel());
        data.put("dimensions", Integer.toString(settings.dimensions()));
        data.put("distance", settings.distance().name());
        data.put("profile", settings.profile().name());
        data.put("chunkingMethod", settings.chunking().method().name());
        data.put("chunkingSize", Integer.toString(settings.chunking().size()));
        data.put("chunkingOverlap", Integer.toString(settings.chunking().overlap()));
        settings.fields().forEach((name, type) -> data.put(FIELD + name, type.name()));
        data.put("version", collection.version());
        data.put("documents", Long.toString(collection.documents()));
        data.put("passages", Long.toString(collection.passages()));
        data.put("createdAt", collection.createdAt().toString());
        data.put("hidden", String.join(" ", new TreeSet<>(hidden)));
        data.put("arriving", String.join(" ", new TreeSet<>(arriving)));
        return data;
    }

    static CollectionHeader fromUserData(Map<String, String> data) {
        return new CollectionHeader(
                new Collection(
                        new CollectionId(
                                value(data, "tenant"),
                                value(data, "name"),
                                Boolean.parseBoolean(data.getOrDefault("successor", "false"))),
                        settings(data),
                        value(data, "version"),
                        Long.parseLong(value(data, "documents")),
                        Long.parseLong(value(data, "passages")),
                        0,
                        List.of(),
                        Instant.parse(value(data, "createdAt"))),
                generations(value(data, "hidden")),
                generations(data.getOrDefault("arriving", "")));
    }

    private static Set<String> generations(String names) {
        return names.isEmpty() ? Set.of() : Set.of(names.split(" ", -1));
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
                fields,
                chunking(data));
    }

    /** What a collection that is older than the choice has always had. */
    private static Chunking chunking(Map<String, String> data) {
        return data.containsKey("chunkingMethod")
                ? new Chunking(
                        Chunking.Method.valueOf(value(data, "chunkingMethod")),
                        Integer.parseInt(value(data, "chunkingSize")),
                        Integer.parseInt(value(data, "chunkingOverlap")))
                : Chunking.USUAL;
    }

    private static String value(Map<String, String> data, String key) {
        String value = data.get(key);
        if (value == null) {
            throw new NoSuchElementException("the index's commit does not say its " + key);
        }
        return value;
    }
}
