package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.FieldType;
import dev.quern.retrieval.Value;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values of declared fields as a list of texts, each with its field's type and name in front. */
final class StoredMetadata {
    private StoredMetadata() {}

    static List<String> write(Map<String, Value> metadata) {
        return metadata.entrySet().stream()
                .map(entry -> "%s:%s=%s".formatted(entry.getValue().type(), entry.getKey(), write(entry.getValue())))
                .toList();
    }

    static Map<String, Value> read(List<String> entries) {
        Map<String, Value> metadata = new HashMap<>();
        for (String entry : entries) {
            int name = entry.indexOf(':') + 1;
            int value = entry.indexOf('=', name) + 1;
            FieldType type = FieldType.valueOf(entry.substring(0, name - 1));
            metadata.put(entry.substring(name, value - 1), read(type, entry.substring(value)));
        }
        return metadata;
    }

    private static String write(Value value) {
        return switch (value) {
            case Value.Text text -> text.value();
            case Value.Numeric number -> Double.toString(number.value());
            case Value.Flag flag -> Boolean.toString(flag.value());
            case Value.Time time -> time.value().toString();
        };
    }

    private static Value read(FieldType type, String value) {
        return switch (type) {
            case TEXT -> new Value.Text(value);
            case NUMBER -> new Value.Numeric(Double.parseDouble(value));
            case BOOLEAN -> new Value.Flag(Boolean.parseBoolean(value));
            case TIME -> new Value.Time(Instant.parse(value));
        };
    }
}
