package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import java.time.Instant;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an index says about itself in the user data of every commit, and so always in step with its entries.
 *
 * @param hidden generations that have chunks which no search may show yet
 */
record CollectionHeader(Collection collection, Set<String> hidden) {
    CollectionHeader {
        hidden = Set.copyOf(hidden);
    }

    CollectionHeader with(String version, long documents, long passages) {
        return new CollectionHeader(
                new Collection(
                        collection.id(), collection.settings(), version, documents, passages, collection.createdAt()),
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

    Map<String, String> toUserData() {
        return Map.of(
                "tenant", collection.id().tenant(),
                "name", collection.id().name(),
                "embeddingModel", collection.settings().embeddingModel(),
                "dimensions", Integer.toString(collection.settings().dimensions()),
                "version", collection.version(),
                "documents", Long.toString(collection.documents()),
                "passages", Long.toString(collection.passages()),
                "createdAt", collection.createdAt().toString(),
                "hidden", String.join(" ", new TreeSet<>(hidden)));
    }

    static CollectionHeader fromUserData(Map<String, String> data) {
        String hidden = value(data, "hidden");
        return new CollectionHeader(
                new Collection(
                        new CollectionId(value(data, "tenant"), value(data, "name")),
                        new CollectionSettings(
                                value(data, "embeddingModel"), Integer.parseInt(value(data, "dimensions"))),
                        value(data, "version"),
                        Long.parseLong(value(data, "documents")),
                        Long.parseLong(value(data, "passages")),
                        Instant.parse(value(data, "createdAt"))),
                hidden.isEmpty() ? Set.of() : Set.of(hidden.split(" ", -1)));
    }

    private static String value(Map<String, String> data, String key) {
        String value = data.get(key);
        if (value == null) {
            throw new NoSuchElementException("the index's commit does not say its " + key);
        }
        return value;
    }
}
