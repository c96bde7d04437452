package dev.quern.gateway.http;

import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** What the part of a form says of the file in it. */
final class FileParts {
    private static final int LONGEST_NAME = 512;
    private static final Set<String> SAY_NOTHING = Set.of(
            MediaType.APPLICATION_OCTET_STREAM,
            "binary/octet-stream",
            "application/unknown",
            "application/x-unknown",
            "application/download",
            "application/x-download",
            "application/force-download");

    private FileParts() {}

    /**
     * The last part of what the client calls the file: paths are its own business. Without characters that nobody sees
     * or that turn the text around; of a long one the end, which tells what kind of file it is.
     */
    static String name(FileUpload file) {
        String given = file.fileName() == null ? "" : file.fileName();
        String name = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1)
                .replaceAll("[\\p{Cc}\\p{Cs}\\x{2028}-\\x{202e}\\x{2066}-\\x{2069}]", "")
                .strip();
        int from = Math.max(0, name.length() - LONGEST_NAME);
        boolean cutsACharacter = from > 0 && Character.isLowSurrogate(name.charAt(from));
        return name.substring(cutsACharacter ? from + 1 : from);
    }

    /** Empty when the client does not know. Few know Markdown's media type: there the file's name tells. */
    static String mediaType(FileUpload file) {
        String declared = file.contentType() == null
                ? ""
                : file.contentType().replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
        String name = name(file).toLowerCase(Locale.ROOT);
        String known = SAY_NOTHING.contains(declared) ? "" : declared;
        boolean general = known.isEmpty() || known.equals(MediaType.TEXT_PLAIN);
        return general && (name.endsWith(".md") || name.endsWith(".markdown")) ? "text/markdown" : known;
    }
}
