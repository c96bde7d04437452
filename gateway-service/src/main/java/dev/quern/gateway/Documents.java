package dev.quern.gateway;

import dev.quern.protocol.Call;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Documents of a collection. */
public interface Documents {

    /** Stores the document durably before it returns; it is indexed afterwards. */
    Accepted upload(Call call, Header header, InputStream content) throws IOException;

    /** Those of a collection, the one accepted last first. */
    Page<Document> list(Call call, String collection, Selection selection, PageRequest page);

    /** Throws {@code NOT_FOUND} when there is no such document. */
    Document get(Call call, String collection, String documentId);

    /** Its text in parts, in order. Throws {@code NOT_FOUND} before the first when there is no such document. */
    void read(Call call, String collection, String documentId, TextParts parts) throws InterruptedException;

    /** Its searchable chunks, in order. */
    Page<Chunk> chunks(Call call, String collection, String documentId, PageRequest page);

    void delete(Call call, String collection, String documentId);

    /** Deletes those that the filter selects, as many as the call's time allows. */
    Deleted delete(Call call, String collection, Filter filter);

    /**
     * Tells how the documents are now and of every change, until nothing more will happen to them or the call's time is
     * nearly over.
     *
     * @param heartbeat after this long without news the listener hears {@link DocumentNews.Nothing}
     * @return whether nothing more will happen; false when only the time was over
     */
    boolean watch(
            Call call, String collection, List<String> documentIds, Duration heartbeat, DocumentNews.Listener listener)
            throws InterruptedException;

    /** Hears of each part of a text. */
    @FunctionalInterface
    interface TextParts {
        void on(String part) throws InterruptedException;
    }

    /**
     * What the sender says; an empty id lets the content decide.
     *
     * @param idempotencyKey what the sender calls this upload; may be empty
     */
    record Header(
            String collection,
            String documentId,
            String title,
            String source,
            String mediaType,
            List<String> tags,
            String language,
            Map<String, FieldValue> metadata,
            String idempotencyKey) {
        public Header {
            tags = List.copyOf(tags);
            metadata = Map.copyOf(metadata);
        }

        public Header(
                String collection,
                String documentId,
                String title,
                String source,
                String mediaType,
                List<String> tags,
                String language,
                Map<String, FieldValue> metadata) {
            this(collection, documentId, title, source, mediaType, tags, language, metadata, "");
        }
    }

    /**
     * Which documents are asked for.
     *
     * @param states none: all
     */
    record Selection(Optional<Filter> filter, List<State> states) {
        public static final Selection ALL = new Selection(Optional.empty(), List.of());

        public Selection {
            states = List.copyOf(states);
        }
    }

    /** How far a document is. */
    enum State {
        PENDING,
        INDEXING,
        READY,
        FAILED
    }

    /** @param changed false when the same content was there already */
    record Accepted(Document document, boolean changed) {}

    /** @param more whether some were left for want of time */
    record Deleted(long count, boolean more) {}

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

    /**
     * A searchable piece of a document.
     *
     * @param start first character (UTF-16) of the document's text
     * @param end one after the last
     * @param page from 1; 0 in a document without pages
     */
    record Chunk(String chunkId, String text, int ordinal, int start, int end, int page, List<String> headingPath) {
        public Chunk {
            headingPath = List.copyOf(headingPath);
        }
    }
}
