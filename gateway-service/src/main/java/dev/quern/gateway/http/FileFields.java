package dev.quern.gateway.http;

import dev.quern.gateway.Documents;
import dev.quern.protocol.QuernException;
import java.util.List;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** What a form says of its files in the parts beside them. */
record FileFields(
        @Nullable String title,
        @Nullable String documentId,
        @Nullable String collection,
        @Nullable List<@Nullable String> tags,
        @Nullable String language,
        @Nullable String metadata) {

    /** Throws when something is wrong whatever the files are like. */
    void check(String defaultCollection) {
        described("", "").header(defaultCollection, "");
    }

    Documents.Header header(FileUpload file, String defaultCollection, String idempotencyKey) {
        Documents.Header header =
                described(FileParts.mediaType(file), FileParts.name(file)).header(defaultCollection, idempotencyKey);
        if (file.size() == 0) {
            throw QuernException.invalid("file", "The file is empty.");
        }
        return header;
    }

    private NewDocumentBody described(String mediaType, String name) {
        return new NewDocumentBody(
                null,
                title,
                documentId,
                collection,
                mediaType,
                name,
                tags,
                language,
                metadata == null ? null : StrictJson.object("metadata", metadata));
    }
}
