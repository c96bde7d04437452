package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.gateway.FieldValue;
import dev.quern.protocol.QuernException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values of documents' fields in JSON and back. */
final class FieldValues {
    private static final int MOST = 32;
    private static final int LONGEST_NAME = 64;

    private FieldValues() {}

    /** @param path where in the request's body this stands */
    static FieldValue value(String path, @Nullable JsonNode json) {
        if (json != null && json.isTextual()) {
            return new FieldValue.Text(json.textValue());
        }
        if (json != null && json.isBoolean()) {
            return new FieldValue.Flag(json.booleanValue());
        }
        if (json != null && json.isNumber() && Double.isFinite(json.doubleValue())) {
            return new FieldValue.Numeric(json.doubleValue());
        }
        throw QuernException.invalid(path, "`" + path + "` is a text, a finite number, true or false.");
    }

    static Map<String, FieldValue> metadata(Map<String, @Nullable JsonNode> json) {
        if (json.size() > MOST) {
            throw QuernException.invalid("metadata", "A document has at most " + MOST + " fields of metadata.");
        }
        Map<String, FieldValue> metadata = new TreeMap<>();
        json.forEach((name, value) -> metadata.put(
                name, value("metadata." + name.substring(0, Math.min(LONGEST_NAME, name.length())), value)));
        return metadata;
    }

    static Map<String, Object> json(Map<String, FieldValue> metadata) {
        Map<String, Object> json = new TreeMap<>();
        metadata.forEach((name, value) -> json.put(
                name,
                switch (value) {
                    case FieldValue.Text text -> text.value();
                    case FieldValue.Numeric number -> number.value();
                    case FieldValue.Flag flag -> flag.value();
                }));
        return json;
    }
}
