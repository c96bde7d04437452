package dev.quern.retrieval.lucene;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentHeader;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentState;
import dev.quern.retrieval.Value;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.BytesRef;

/**
 * A document's record as an entry of the index.
 *
 * @param acceptedAt when its latest generation was accepted; progress changes the document's own time, but not this
 * @param published the generation that searches show; empty when none was ever published
 * @param publishedChunks how many chunks that generation has
 * @param textParts how many parts the text of its latest generation has; {@link #OLD_TEXT} when they are of the old kind
 */
record StoredRecord(Document document, Instant acceptedAt, String published, int publishedChunks, int textParts) {
    static final int OLD_TEXT = -1;

    /** A document that is accepted for the first time. */
    static StoredRecord first(Document document, int textParts) {
        return new StoredRecord(document, document.updatedAt(), "", 0, textParts);
    }

    boolean isPublished() {
        return !published.isEmpty();
    }

    boolean isOfGeneration(Document other) {
        return document.generation().equals(other.generation());
    }

    /** True when the generation that was accepted last has been published. */
    boolean isCurrent() {
        return document.generation().equals(published);
    }

    boolean hasOldText() {
        return textParts == OLD_TEXT;
    }

    /** The same generation further on. */
    StoredRecord with(Document newer) {
        return new StoredRecord(newer, acceptedAt, published, publishedChunks, textParts);
    }

    /** Accepted anew: its next generation, accepted when its own time says, or the same once more. */
    StoredRecord accepted(Document newer, int parts) {
        Instant accepted = isOfGeneration(newer) ? acceptedAt : newer.updatedAt();
        return new StoredRecord(newer, accepted, published, publishedChunks, parts);
    }

    /** The same document with its latest generation shown, which is all that is shown of it. */
    StoredRecord published(Document ready) {
        return new StoredRecord(ready, acceptedAt, ready.generation(), ready.chunksTotal(), textParts);
    }

    org.apache.lucene.document.Document toFields() throws IOException {
        org.apache.lucene.document.Document fields = new org.apache.lucene.document.Document();
        fields.add(new StringField(Fields.RECORD, document.id().name(), Field.Store.YES));
        DocumentHeader header = document.header();
        fields.add(new StoredField("title", header.title()));
        fields.add(new StoredField("source", header.source()));
        fields.add(new StoredField("mediaType", header.mediaType()));
        header.tags().forEach(tag -> fields.add(new StoredField("tag", tag)));
        fields.add(new StoredField("language", header.language()));
        fields.add(new StoredField("metadata", bytes(header.metadata())));
        fields.add(new StoredField("state", document.state().name()));
        fields.add(new KeywordField(Fields.STATE, document.state().name(), Field.Store.NO));
        fields.add(new StoredField("reason", document.reason()));
        fields.add(new StoredField(Fields.ACCEPTED, document.generation()));
        fields.add(new SortedDocValuesField(Fields.ACCEPTED, new BytesRef(document.generation())));
        fields.add(new StoredField("acceptedAt", acceptedAt.toString()));
        fields.add(new StoredField("published", published));
        fields.add(new StoredField("publishedChunks", publishedChunks));
        fields.add(new StoredField("textParts", textParts));
        fields.add(new StoredField("contentHash", document.contentHash()));
        fields.add(new StoredField("chunksDone", document.chunksDone()));
        fields.add(new StoredField("chunksTotal", document.chunksTotal()));
        fields.add(new StoredField("characters", document.characters()));
        fields.add(new StoredField("createdAt", document.createdAt().toString()));
        fields.add(new StoredField("updatedAt", document.updatedAt().toString()));
        if (document.isUnfinished()) {
            fields.add(new StringField(Fields.UNFINISHED, "1", Field.Store.NO));
        }
        FilterTarget.DOCUMENTS.addTo(fields, this);
        return fields;
    }

    static StoredRecord of(CollectionId collection, org.apache.lucene.document.Document fields) throws IOException {
        return new StoredRecord(
                new Document(
                        new DocumentId(collection, fields.get(Fields.RECORD)),
                        new DocumentHeader(
                                fields.get("title"),
                                fields.get("source"),
                                fields.get("mediaType"),
                                List.of(fields.getValues("tag")),
                                fields.get("language"),
                                metadata(fields.getBinaryValue("metadata"))),
                        DocumentState.valueOf(fields.get("state")),
                        fields.get("reason"),
                        fields.get(Fields.ACCEPTED),
                        fields.get("contentHash"),
                        Integer.parseInt(fields.get("chunksDone")),
                        Integer.parseInt(fields.get("chunksTotal")),
                        Long.parseLong(fields.get("characters")),
                        Instant.parse(fields.get("createdAt")),
                        Instant.parse(fields.get("updatedAt"))),
                Instant.parse(fields.get("acceptedAt")),
                fields.get("published"),
                Integer.parseInt(fields.get("publishedChunks")),
                textParts(fields));
    }

    private static int textParts(org.apache.lucene.document.Document fields) {
        String known = fields.get("textParts");
        return known == null ? OLD_TEXT : Integer.parseInt(known);
    }

    private static BytesRef bytes(Map<String, Value> metadata) throws IOException {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        StoredMetadata.write(out, metadata);
        return new BytesRef(out.toArrayCopy());
    }

    private static Map<String, Value> metadata(BytesRef bytes) throws IOException {
        return StoredMetadata.read(new ByteArrayDataInput(bytes.bytes, bytes.offset, bytes.length));
    }
}
