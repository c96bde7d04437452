package dev.quern.retrieval.lucene;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentState;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.KnownFields;
import dev.quern.retrieval.Ulids;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;

/**
 * Changes to one index that its next commit makes visible and durable all at once. Whoever holds it is alone; every
 * change sees those before it. A change that is refused throws {@link QuernException} before it writes anything.
 */
final class CollectionEdit {
    private final IndexWriter writer;
    private final Snapshot committed;
    private final Map<String, Optional<StoredRecord>> records = new HashMap<>();
    private CollectionHeader header;
    private boolean changed;

    CollectionEdit(IndexWriter writer, Snapshot committed) {
        this.writer = writer;
        this.committed = committed;
        this.header = committed.header();
    }

    Snapshot committed() {
        return committed;
    }

    CollectionHeader header() {
        return header;
    }

    boolean isChanged() {
        return changed;
    }

    void accept(Document document, String text) throws IOException {
        KnownFields.requireDeclared(header.collection().settings(), document.header());
        String name = document.id().name();
        Optional<StoredRecord> before = record(name);
        if (before.isPresent() && !before.get().isOfGeneration(document)) {
            forgetUnpublishedChunks(before.get());
        }
        writer.updateDocuments(new Term(Fields.TEXT_OF, name), TextParts.split(name, text));
        put(before.map(old -> old.with(document))
                .orElseGet(() -> new StoredRecord(document, document.updatedAt(), "", 0)));
    }

    void update(Document document) throws IOException {
        Optional<StoredRecord> before = sameGeneration(document);
        if (before.isEmpty()) {
            return;
        }
        if (document.state() == DocumentState.FAILED) {
            forgetUnpublishedChunks(before.get());
        }
        put(before.get().with(document));
    }

    void addChunks(Document document, List<EmbeddedChunk> chunks) throws IOException {
        Optional<StoredRecord> record =
                sameGeneration(document).filter(found -> found.document().isUnfinished() && !found.isCurrent());
        if (record.isEmpty()) {
            return;
        }
        int dimensions = header.collection().settings().dimensions();
        if (chunks.stream().anyMatch(chunk -> chunk.vector().length != dimensions)) {
            throw new QuernException(
                    ErrorCode.CONFLICT, "The vectors of this collection have " + dimensions + " dimensions.");
        }
        header = header.hiding(document.generation());
        VectorSpace space = new VectorSpace(header.collection().settings().distance());
        for (EmbeddedChunk chunk : chunks) {
            writer.updateDocument(ChunkEntry.key(document, chunk), ChunkEntry.of(record.get(), chunk, space));
        }
        changed = true;
    }

    void publish(Document document) throws IOException {
        Optional<StoredRecord> record = sameGeneration(document);
        if (record.isEmpty()) {
            return;
        }
        StoredRecord before = record.get();
        if (before.isCurrent()) {
            put(before.with(document));
            return;
        }
        if (before.isPublished()) {
            writer.deleteDocuments(new Term(Fields.GENERATION, before.published()));
        }
        header = header.showing(document.generation());
        count(before.isPublished() ? 0 : 1, document.chunksTotal() - before.publishedChunks());
        put(before.published(document));
    }

    /** The collection's new version; empty when there was no such document. */
    Optional<String> delete(String name) throws IOException {
        Optional<StoredRecord> record = record(name);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        StoredRecord gone = record.get();
        forgetUnpublishedChunks(gone);
        if (gone.isPublished()) {
            writer.deleteDocuments(new Term(Fields.GENERATION, gone.published()));
        }
        writer.deleteDocuments(new Term(Fields.RECORD, name), new Term(Fields.TEXT_OF, name));
        records.put(name, Optional.empty());
        count(gone.isPublished() ? -1 : 0, -gone.publishedChunks());
        changed = true;
        return Optional.of(header.collection().version());
    }

    private void count(int documents, int passages) {
        header = header.with(
                Ulids.next(),
                header.collection().documents() + documents,
                header.collection().passages() + passages);
    }

    private void forgetUnpublishedChunks(StoredRecord record) throws IOException {
        if (!record.isCurrent()) {
            String generation = record.document().generation();
            writer.deleteDocuments(new Term(Fields.GENERATION, generation));
            header = header.showing(generation);
            changed = true;
        }
    }

    private Optional<StoredRecord> sameGeneration(Document document) throws IOException {
        return record(document.id().name()).filter(record -> record.isOfGeneration(document));
    }

    private Optional<StoredRecord> record(String name) throws IOException {
        Optional<StoredRecord> known = records.get(name);
        if (known == null) {
            known = committed.record(name);
            records.put(name, known);
        }
        return known;
    }

    private void put(StoredRecord record) throws IOException {
        String name = record.document().id().name();
        writer.updateDocument(new Term(Fields.RECORD, name), record.toFields());
        records.put(name, Optional.of(record));
        changed = true;
    }
}
