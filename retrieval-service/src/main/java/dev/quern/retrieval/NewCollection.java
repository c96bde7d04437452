package dev.quern.retrieval;

import dev.quern.protocol.QuernException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A collection as somebody wants it.
 *
 * @param embeddingModel by name, or by name and version; empty for the default one
 * @param fields that its documents may have beside those of {@link Field#BUILT_IN}, by name
 * @param chunking what is to be otherwise than the configured one
 */
public record NewCollection(
        CollectionId id,
        String embeddingModel,
        Distance distance,
        IndexProfile profile,
        Map<String, FieldType> fields,
        ChunkingChoice chunking) {
    private static final int MOST_FIELDS = 32;
    private static final Pattern FIELD = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    public NewCollection {
        fields = Map.copyOf(fields);
        if (fields.size() > MOST_FIELDS) {
            throw QuernException.invalid("fields", "A collection declares at most " + MOST_FIELDS + " fields.");
        }
        for (String name : fields.keySet()) {
            if (!FIELD.matcher(name).matches()) {
                throw QuernException.invalid(
                        "fields", "A field's name has 1 to 32 lower-case letters, digits and `_`, a letter first.");
            }
        }
    }
}
