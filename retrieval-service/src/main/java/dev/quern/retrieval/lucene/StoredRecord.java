package dev.quern.retrieval.lucene;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentHeader;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentState;
import java.time.Instant;
import java.util.List;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;

/**
 * A document's record as an entry of the index.
 *
 * @param published the generation that searches show; empty when none was ever published
 * @param publishedChunks how many chunks that generation has
 */
record StoredRecord(Document document, String published, int publishedChunks) {

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

    StoredRecord with(Document newer) {
        return new StoredRecord(newer, published, publishedChunks);
    }

    org.apache.lucene.document.Document toFields() {
        org.apache.lucene.document.Document fields = new org.apache.lucene.document.Document();
        fields.add(new StringField(Fields.RECORD, document.id().name(), Field.Store.YES));
        DocumentHeader header = document.header();
        fields.add(new StoredField("title", header.title()));
        fields.add(new StoredField("source", header.source()));
        fields.add(new StoredField("mediaType", header.mediaType()));
        header.tags().forEach(tag -> fields.add(new StoredField("tag", tag)));
        fields.add(new StoredField("language", header.language()));
        fields.add(new StoredField("state", document.state().name()));
        fields.add(new StoredField("reason", document.reason()));
        fields.add(new StoredField("accepted", document.generation()));
        fields.add(new StoredField("published", published));
        fields.add(new StoredField("publishedChunks", publishedChunks));
        fields.add(new StoredField("contentHash", document.contentHash()));
        fields.add(new StoredField("chunksDone", document.chunksDone()));
        fields.add(new StoredField("chunksTotal", document.chunksTotal()));
        fields.add(new StoredField("characters", document.characters()));
        fields.add(new StoredField("createdAt", document.createdAt().toString()));
        fields.add(new StoredField("updatedAt", document.updatedAt().toString()));
        if (document.state() == DocumentState.PENDING || document.state() == DocumentState.INDEXING) {
            fields.add(new StringField(Fields.UNFINISHED, "1", Field.Store.NO));
        }
        return fields;
    }

    static StoredRecord of(CollectionId collection, org.apache.lucene.document.Document fields) {
        return new StoredRecord(
                new Document(
                        new DocumentId(collection, fields.get(Fields.RECORD)),
                        new DocumentHeader(
                                fields.get("title"),
                                fields.get("source"),
                                fields.get("mediaType"),
                                List.of(fields.getValues("tag")),
                                fields.get("language")),
                        DocumentState.valueOf(fields.get("state")),
                        fields.get("reason"),
                        fields.get("accepted"),
                        fields.get("contentHash"),
                        Integer.parseInt(fields.get("chunksDone")),
                        Integer.parseInt(fields.get("chunksTotal")),
                        Long.parseLong(fields.get("characters")),
                        Instant.parse(fields.get("createdAt")),
                        Instant.parse(fields.get("updatedAt"))),
                fields.get("published"),
                Integer.parseInt(fields.get("publishedChunks")));
    }
}
