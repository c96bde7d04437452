package dev.quern.retrieval.weaviate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The properties of an object that Weaviate returned. It leaves out empty lists. */
record Fields(Map<String, Object> properties) {

    String text(String name) {
        return value(name) instanceof String text ? text : "";
    }

    long number(String name) {
        return switch (value(name)) {
            case Number number -> number.longValue();
            case null, default -> 0;
        };
    }

    List<String> list(String name) {
        return value(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    Instant instant(String name) {
        return Instant.parse(text(name));
    }

    private @Nullable Object value(String name) {
        return properties.get(name);
    }
}
