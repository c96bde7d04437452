package dev.quern.retrieval;

import dev.quern.protocol.Call;
import java.nio.file.Path;

/** Files of whatever kind to text. */
public interface Extraction extends AutoCloseable {

    /**
     * Reads a file that may be hostile.
     *
     * @param content the file, which is not changed
     * @param into a file that is written: the text in UTF-8, as {@link DocumentText} wants it. What is in it after a
     *     failure means nothing.
     * @throws dev.quern.protocol.QuernException naming {@code content}: {@code UNSUPPORTED_MEDIA_TYPE} when it is of a
     *     kind that cannot be read; {@code UNPROCESSABLE} when it is broken, encrypted, has no text or takes more time or
     *     memory than a file may; {@code PAYLOAD_TOO_LARGE} when its text is too long; {@code OVERLOADED} when too many
     *     files are being read; {@code SERVICE_UNAVAILABLE}, naming no field, when it is not the file's fault
     */
    ExtractedText extract(Call call, Path content, Described described, Path into);

    /**
     * What the sender says of the file; each may be empty, and each may be wrong.
     *
     * @param name a file name or an address
     */
    record Described(String mediaType, String name) {}

    /**
     * What was found in the file.
     *
     * @param mediaType of the file, by its content
     * @param title that the file gives itself; empty when it gives none
     */
    record ExtractedText(String mediaType, String title, long characters) {}

    /** Gives up what is being read. */
    @Override
    void close();
}
