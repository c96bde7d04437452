package dev.quern.extractor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.StringJoiner;

/** JSON: a paragraph for each object of a list or a line, a line for each of its values. */
final class JsonReader implements FileReader {
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public String read(Reading reading) throws IOException {
        try (Reader text = Decoded.open(reading);
                JsonParser json = JSON.createParser(text)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                // A list around everything is not a paragraph of its own.
                boolean isList = token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY;
                if (!isList) {
                    reading.out().paragraph(value(json));
                }
            }
        } catch (StreamConstraintsException tooMuch) {
            throw Refusal.tooComplex();
        }
        return "";
    }

    private static String value(JsonParser json) throws IOException {
        StringBuilder lines = new StringBuilder();
        Deque<String> path = new ArrayDeque<>();
        int depth = 0;
        do {
            JsonToken token = json.currentToken();
            if (token == JsonToken.FIELD_NAME) {
                path.removeLast();
                path.addLast(json.currentName());
            } else if (token == JsonToken.START_OBJECT) {
                path.addLast("");
                depth++;
            } else if (token == JsonToken.END_OBJECT) {
                path.removeLast();
                depth--;
            } else if (token == JsonToken.START_ARRAY) {
                depth++;
            } else if (token == JsonToken.END_ARRAY) {
                depth--;
            } else if (token != JsonToken.VALUE_NULL) {
                append(lines, name(path.iterator()), Prose.line(json.getText()));
            }
            if (lines.length() > Limits.WHOLE) {
                throw Refusal.tooComplex();
            }
        } while (depth > 0 && json.nextToken() != null);
        return lines.toString();
    }

    private static void append(StringBuilder lines, String name, String value) {
        if (!value.isEmpty()) {
            lines.append(lines.isEmpty() ? "" : "\n")
                    .append(name)
                    .append(name.isEmpty() ? "" : ": ")
                    .append(value);
        }
    }

    private static String name(Iterator<String> path) {
        StringJoiner name = new StringJoiner(".");
        path.forEachRemaining(part -> {
            if (!part.isEmpty()) {
                name.add(part);
            }
        });
        return Prose.line(name.toString());
    }
}
