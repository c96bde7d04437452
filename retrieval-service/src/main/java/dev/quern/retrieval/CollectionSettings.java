package dev.quern.retrieval;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a collection is like; only a rebuild changes it.
 *
 * @param embeddingModel the model that makes its vectors, as {@code name@version}
 * @param fields that its documents may have beside those of {@link Field#BUILT_IN}, by name
 */
public record CollectionSettings(
        String embeddingModel,
        int dimensions,
        Distance distance,
        IndexProfile profile,
        Map<String, FieldType> fields,
        Chunking chunking) {
    public CollectionSettings {
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    /** With everything else as it is unless somebody wants it otherwise. */
    public static CollectionSettings of(String embeddingModel, int dimensions) {
        return new CollectionSettings(
                embeddingModel, dimensions, Distance.COSINE, IndexProfile.AUTOMATIC, Map.of(), Chunking.USUAL);
    }

    public CollectionSettings with(Chunking other) {
        return new CollectionSettings(embeddingModel, dimensions, distance, profile, fields, other);
    }
}
