package dev.quern.retrieval;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is fixed when a collection is made.
 *
 * @param embeddingModel the model that makes its vectors, as {@code name@version}
 * @param fields that its documents may have beside those of {@link Field#BUILT_IN}, by name
 */
public record CollectionSettings(
        String embeddingModel, int dimensions, Distance distance, IndexProfile profile, Map<String, FieldType> fields) {
    public CollectionSettings {
        SortedMap<String, FieldType> sorted = new TreeMap<>(fields);
        fields = java.util.Collections.unmodifiableSortedMap(sorted);
    }

    /** With everything else as it is unless somebody wants it otherwise. */
    public static CollectionSettings of(String embeddingModel, int dimensions) {
        return new CollectionSettings(embeddingModel, dimensions, Distance.COSINE, IndexProfile.AUTOMATIC, Map.of());
    }
}
