package dev.quern.gateway;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Several texts as one. Each is preceded by its length, so that no two lists of texts run together. */
final class Canonical {
    private Canonical() {}

    static String of(Stream<String> parts) {
        return parts.map(part -> part.length() + ":" + part).collect(Collectors.joining());
    }
}
