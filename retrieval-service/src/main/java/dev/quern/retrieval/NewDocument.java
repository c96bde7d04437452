package dev.quern.retrieval;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Names;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants to upload, checked before any of its content is taken.
 *
 * @param name empty: made from the content
 * @param header its metadata as it was sent: what the collection declares is known later
 */
public record NewDocument(CollectionId collection, Optional<String> name, DocumentHeader header) {
    private static final Set<String> MEDIA_TYPES = Set.of("text/plain", "text/markdown");
    private static final Set<String> CHARSETS = Set.of("utf-8", "us-ascii");

    public NewDocument {
        name.ifPresent(Names::requireDocument);
        limit("title", header.title(), 512);
        limit("source", header.source(), 2048);
        limit("language", header.language(), 35);
        if (header.tags().size() > 64) {
            throw QuernException.invalid("tags", "A document has at most 64 tags.");
        }
        header.tags().forEach(tag -> limit("tags", tag, 128));
        if (header.tags().contains("")) {
            throw QuernException.invalid("tags", "A tag is not empty.");
        }
        header = new DocumentHeader(
                header.title(),
                header.source(),
                readable(header.mediaType()),
                header.tags(),
                header.language(),
                header.metadata());
    }

    /** The media type without parameters, if it is one that Quern reads. */
    private static String readable(String mediaType) {
        List<String> parts = List.of(mediaType.toLowerCase(Locale.ROOT).split(";", -1));
        String type = parts.getFirst().strip();
        boolean readable = MEDIA_TYPES.contains(type)
                && parts.stream()
                        .skip(1)
                        .map(String::strip)
                        .filter(parameter -> parameter.startsWith("charset="))
                        .map(parameter ->
                                parameter.substring("charset=".length()).replace("\"", ""))
                        .allMatch(CHARSETS::contains);
        if (!readable) {
            throw new QuernException(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "Documents are text/plain or text/markdown in UTF-8 so far.")
                    .withField("media_type");
        }
        return type;
    }

    private static void limit(String field, String value, int longest) {
        if (value.length() > longest) {
            throw QuernException.invalid(field, "`" + field + "` has at most " + longest + " characters.");
        }
    }
}
