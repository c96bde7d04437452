package dev.quern.benchmarks.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.benchmarks.data.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is embedded for speed, the same for all peers. */
final class Texts {
    /** About 20 tokens and about 200. */
    enum Kind {
        SHORT,
        CHUNK;

        static Kind of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Kind, List<String>> texts = new EnumMap<>(Kind.class);

    static Texts read(Path file) throws IOException {
        Texts texts = new Texts();
        for (JsonNode line : JsonLines.read(file)) {
            texts.texts
                    .computeIfAbsent(Kind.of(line.path("kind").asText()), kind -> new ArrayList<>())
                    .add(line.path("text").asText());
        }
        for (Kind kind : Kind.values()) {
            if (texts.of(kind).isEmpty()) {
                throw new IllegalStateException(file + " has no " + kind + " texts");
            }
        }
        return texts;
    }

    List<String> of(Kind kind) {
        return texts.getOrDefault(kind, List.of());
    }
}
