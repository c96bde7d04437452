package dev.quern.retrieval.registry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Something small that is kept.
 *
 * @param name unlike that of any other
 * @param list the list that it is in; empty for none
 * @param place where in the list: a ULID, the later the newer; empty outside of lists
 * @param end when it is over, to the millisecond
 * @param properties what it says, by names without {@code =}
 */
public record Entry(String name, String list, String place, Instant end, Map<String, String> properties) {
    /** The end of what has none. */
    public static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    public Entry {
        end = end.truncatedTo(ChronoUnit.MILLIS);
        properties = Map.copyOf(properties);
    }

    /** In no list, and without an end. */
    static Entry alone(String name, Map<String, String> properties) {
        return new Entry(name, "", "", NEVER, properties);
    }

    public Entry endingAt(Instant newEnd) {
        return new Entry(name, list, place, newEnd, properties);
    }

    /** The properties as lines, which {@link #properties(List)} reads. */
    public List<String> lines() {
        return properties.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue())
                .sorted()
                .toList();
    }

    public static Map<String, String> properties(List<String> lines) {
        return lines.stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toUnmodifiableMap(parts -> parts[0], parts -> parts[1]));
    }

    /** Empty for a property that it does not have. */
    String text(String property) {
        return properties.getOrDefault(property, "");
    }
}
