package dev.quern.retrieval;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What kind of file its sender says that it is.
 *
 * @param mediaType may be empty, and may be wrong
 * @param name a file name or an address; may be empty
 */
record DeclaredKind(String mediaType, String name) {
    private static final Set<String> UNKNOWN = Set.of("", "application/octet-stream");
    private static final Map<String, String> PLAIN = Map.of(
            "text/plain", "text/plain",
            "text/markdown", "text/markdown",
            "text/x-markdown", "text/markdown");
    private static final Map<String, String> PLAIN_NAMES =
            Map.of("txt", "text/plain", "md", "text/markdown", "markdown", "text/markdown");
    private static final Set<String> CHARSETS = Set.of("utf-8", "us-ascii");

    static DeclaredKind of(DocumentHeader header) {
        return new DeclaredKind(header.mediaType(), header.source());
    }

    /** {@code text/plain} or {@code text/markdown} when it is said to be that, in a charset that UTF-8 covers. */
    Optional<String> plain() {
        if (isUnknown()) {
            String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            return Optional.ofNullable(PLAIN_NAMES.get(extension));
        }
        return Optional.ofNullable(PLAIN.get(type())).filter(_ -> isUtf8());
    }

    /** Whether a file that was found to be of this media type may well be what is declared. */
    boolean fits(String found) {
        return isUnknown() || type().equals(found);
    }

    private boolean isUnknown() {
        return UNKNOWN.contains(type());
    }

    /** Without parameters. */
    private String type() {
        return parts().getFirst();
    }

    private boolean isUtf8() {
        return parts().stream()
                .skip(1)
                .filter(parameter -> parameter.startsWith("charset="))
                .map(parameter -> parameter.substring("charset=".length()).replace("\"", ""))
                .allMatch(CHARSETS::contains);
    }

    private List<String> parts() {
        return List.of(mediaType.toLowerCase(Locale.ROOT).split(";", -1)).stream()
                .map(String::strip)
                .toList();
    }
}
