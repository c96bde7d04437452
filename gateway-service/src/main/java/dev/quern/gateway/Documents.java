package dev.quern.gateway;

import dev.quern.protocol.Call;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Documents of a collection. */
public interface Documents {

    /** Stores the document durably before it returns; it is indexed afterwards. */
    Accepted upload(Call call, Header header, InputStream content) throws IOException;

    /** Those of a collection, the one accepted last first. */
    Page<Document> list(Call call, String collection, PageRequest page);

    /** Throws {@code NOT_FOUND} when there is no such document. */
    Document get(Call call, String collection, String documentId);

    void delete(Call call, String collection, String documentId);

    /** What the sender says; an empty id lets the content decide. */
    record Header(
            String collection,
            String documentId,
            String title,
            String source,
            String mediaType,
            List<String> tags,
            String language,
            Map<String, FieldValue> metadata) {
        public Header {
            tags = List.copyOf(tags);
            metadata = Map.copyOf(metadata);
        }
    }

    /** @param changed false when the same content was there already */
    record Accepted(Document document, boolean changed) {}

    /** @param state {@code pending}, {@code indexing}, {@code ready} or {@code failed} */
    record Document(
            String documentId,
            String collection,
            String title,
            String source,
            String mediaType,
            String state,
            String reason,
            int chunksDone,
            int chunksTotal,
            long characters,
            Instant createdAt,
            Instant updatedAt,
            List<String> tags,
            String language,
            Map<String, FieldValue> metadata) {
        public Document {
            tags = List.copyOf(tags);
            metadata = Map.copyOf(metadata);
        }
    }
}
