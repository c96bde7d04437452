package dev.quern.extractor;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.tika.detect.microsoft.POIFSContainerDetector;
import org.apache.tika.detect.zip.DefaultZipContainerDetector;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;

/** Of what kind a file is. Its content decides; name and declared type only tell apart what is text anyway. */
final class Detection {
    private static final MimeTypes TYPES = MimeTypes.getDefaultMimeTypes();
    private static final Set<String> SHELLS = Set.of(
            "application/zip",
            "application/x-tika-msoffice",
            "application/x-tika-ooxml",
            MediaType.OCTET_STREAM.toString());

    private Detection() {}

    /** @param mediaType by the content, as far as it can be told */
    record Detected(Optional<Kind> kind, String mediaType) {}

    /**
     * @return no kind when it is of none that is read
     * @throws Refusal when it is empty, or cannot be told because it is damaged
     */
    static Detected detect(Source source) {
        try {
            if (Files.size(source.file()) == 0) {
                throw new Refusal(Reply.Reason.NO_TEXT, "The file is empty.");
            }
            return detected(source);
        } catch (IOException damaged) {
            throw new Refusal(Reply.Reason.BROKEN, "The file is damaged or cut off.");
        }
    }

    private static Detected detected(Source source) throws IOException {
        MediaType content = content(source);
        String mediaType = content.toString();
        Optional<Kind> kind = Kind.ofMediaType(mediaType).or(() -> family(content));
        Optional<Kind> said = said(source);
        if (kind.isPresent() && !isReadAsSaid(kind.get())) {
            return new Detected(kind, mediaType);
        }
        if (kind.isEmpty() && (isCalledText(source) || said.isPresent()) && Charsets.looksLikeText(source.file())) {
            kind = Optional.of(Kind.TEXT);
        }
        if (said.filter(Kind::isBinary).isPresent() && (kind.isPresent() || SHELLS.contains(mediaType))) {
            throw notWhatItSays(said.get(), mediaType);
        }
        if (kind.isEmpty() && MediaType.OCTET_STREAM.equals(content) && said.isPresent()) {
            throw notWhatItSays(said.get(), mediaType);
        }
        return kind.isPresent() ? asSaid(kind.get(), said, mediaType) : new Detected(kind, mediaType);
    }

    private static Refusal notWhatItSays(Kind said, String mediaType) {
        // The beginning of such a file, of which the rest is missing.
        if (mediaType.equals("application/x-tika-ooxml")) {
            return Refusal.broken(said.called());
        }
        return new Refusal(
                Reply.Reason.BROKEN,
                "The file is called " + said.called() + ", and is none: its content is of the type " + mediaType + ".");
    }

    private static MediaType content(Source source) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(source.file()), 1 << 16)) {
            MediaType magic = TYPES.detect(in, new Metadata());
            return switch (magic.toString()) {
                case "application/zip", "application/x-tika-ooxml" -> {
                    try (TikaInputStream whole = TikaInputStream.get(source.file())) {
                        yield new DefaultZipContainerDetector().detect(whole, new Metadata());
                    }
                }
                case "application/x-tika-msoffice" -> {
                    try (TikaInputStream whole = TikaInputStream.get(source.file())) {
                        yield new POIFSContainerDetector().detect(whole, new Metadata());
                    }
                }
                default -> magic;
            };
        }
    }

    private static Optional<Kind> family(MediaType type) {
        var families = TYPES.getMediaTypeRegistry();
        if (type.getType().equals("image")) {
            return Optional.empty();
        }
        if (families.isInstanceOf(type, MediaType.APPLICATION_XML)) {
            return Optional.of(Kind.XML);
        }
        return families.isInstanceOf(type, MediaType.TEXT_PLAIN) ? Optional.of(Kind.TEXT) : Optional.empty();
    }

    /** Kinds that are text, and that only their name tells apart. */
    private static boolean isReadAsSaid(Kind kind) {
        return switch (kind) {
            case HTML, XML, MARKDOWN, DELIMITED, JSON, JSON_LINES, TEXT -> true;
            case PDF,
                    DOCX,
                    PPTX,
                    XLSX,
                    DOC,
                    PPT,
                    XLS,
                    OLD_XLS,
                    OPEN_DOCUMENT,
                    RTF,
                    EPUB,
                    WORD_XML,
                    EXCEL_XML,
                    MSG,
                    EML -> false;
        };
    }

    private static Detected asSaid(Kind content, Optional<Kind> said, String mediaType) {
        Kind kind = said.filter(called -> called != Kind.TEXT).orElse(content);
        return switch (kind) {
            case MARKDOWN -> new Detected(Optional.of(kind), "text/markdown");
            case DELIMITED -> new Detected(Optional.of(kind), "text/csv");
            case JSON -> new Detected(Optional.of(kind), "application/json");
            case JSON_LINES -> new Detected(Optional.of(kind), "application/x-ndjson");
            case EML -> new Detected(Optional.of(kind), "message/rfc822");
            case HTML -> new Detected(Optional.of(kind), content == Kind.TEXT ? "text/html" : mediaType);
            default -> new Detected(Optional.of(content), content == Kind.TEXT ? "text/plain" : mediaType);
        };
    }

    private static Optional<Kind> said(Source source) {
        return Kind.ofName(source.name()).or(() -> Kind.ofMediaType(bare(source.mediaType())));
    }

    private static boolean isCalledText(Source source) {
        return bare(source.mediaType()).startsWith("text/");
    }

    private static String bare(String mediaType) {
        int end = mediaType.indexOf(';');
        return (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
