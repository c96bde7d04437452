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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;

/**
 * Changes to one index that its next commit makes visible and durable all at once. Whoever holds it is alone; every
 * change sees those before it. A change that is refused throws {@link QuernException} before it writes anything.
 *
 * <p>Chunks of a generation that is not published need no commit of their own: the next one has them, and none that says
 * anything about them comes before it. When they are lost with a failed write, changes that build on them are refused
 * until they are added again.
 */
final class CollectionEdit {
    private final IndexWriter writer;
    private final Snapshot committed;
    private final Map<String, Optional<StoredRecord>> records = new HashMap<>();
    private final Set<String> lost;
    private final Set<String> loose = new HashSet<>();
    private CollectionHeader header;
    private boolean changed;

    /**
     * @param header of the committed snapshot, or further on by chunks that were added since
     * @param lost generations whose chunks are not what was added; one is taken out when its owner begins again
     */
    CollectionEdit(IndexWriter writer, Snapshot committed, CollectionHeader header, Set<String> lost) {
        this.writer = writer;
        this.committed = committed;
        this.header = header;
        this.lost = lost;
    }

    Snapshot committed() {
        return committed;
    }

    CollectionHeader header() {
        return header;
    }

    /** Whether there is anything that a commit must make durable now. */
    boolean isChanged() {
        return changed;
    }

    /** Generations with chunks that were added by this. */
    Set<String> loose() {
        return loose;
    }

    /** With a text that is one part, or nothing at all. */
    void accept(Document document, String text) throws IOException {
        KnownFields.requireDeclared(header.collection().settings(), document.header());
        if (textParts(document).isEmpty() && !text.isEmpty()) {
            writer.addDocument(TextParts.entry(document.generation(), 0, text));
        }
        accept(document, text.isEmpty() ? 0 : 1);
    }

    /** With a text that has been written; see {@link #await}. */
    void accept(Document document, int textParts) throws IOException {
        Optional<StoredRecord> before = record(document.id().name());
        if (before.isPresent() && !before.get().isOfGeneration(document)) {
            forgetUnpublishedChunks(before.get());
            deleteText(before.get());
        }
        header = header.notAwaiting(document.generation());
        put(before.map(old -> old.accepted(document, textParts))
                .orElseGet(() -> StoredRecord.first(document, textParts)));
    }

    /**
     * Announces the parts of a text, of which the record is to follow.
     *
     * @return how many parts there are when the generation has been accepted before: they need not be written
     */
    OptionalInt await(Document document) throws IOException {
        KnownFields.requireDeclared(header.collection().settings(), document.header());
        OptionalInt there = textParts(document);
        if (there.isEmpty()) {
            header = header.awaiting(document.generation());
            changed = true;
        }
        return there;
    }

    /** Of a generation that was announced and is not accepted. */
    void forgetText(Document document) throws IOException {
        if (textParts(document).isEmpty()) {
            writer.deleteDocuments(TextParts.all(document.generation()));
        }
        header = header.notAwaiting(document.generation());
        changed = true;
    }

    private OptionalInt textParts(Document document) throws IOException {
        return sameGeneration(document)
                .map(found -> OptionalInt.of(found.textParts()))
                .orElseGet(OptionalInt::empty);
    }

    private void deleteText(StoredRecord record) throws IOException {
        writer.deleteDocuments(TextParts.all(record.document().generation()));
        if (record.hasOldText()) {
            writer.deleteDocuments(TextParts.allOld(record.document().id().name()));
        }
    }

    void update(Document document) throws IOException {
        Optional<StoredRecord> before = sameGeneration(document);
        if (before.isEmpty()) {
            return;
        }
        if (document.state() == DocumentState.FAILED) {
            forgetUnpublishedChunks(before.get());
        } else if (document.chunksDone() > before.get().document().chunksDone()) {
            requireWhole(document);
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
        if (isBeforeLoss(record.get(), chunks)) {
            lost.remove(document.generation());
        }
        requireWhole(document);
        header = header.hiding(document.generation());
        loose.add(document.generation());
        VectorSpace space = new VectorSpace(header.collection().settings().distance());
        for (EmbeddedChunk chunk : chunks) {
            writer.updateDocument(ChunkEntry.key(document, chunk), ChunkEntry.of(record.get(), chunk, space));
        }
    }

    /** What is on record is there, so whoever goes on from there adds all that was lost. */
    private static boolean isBeforeLoss(StoredRecord record, List<EmbeddedChunk> chunks) {
        int first = chunks.stream()
                .mapToInt(chunk -> chunk.chunk().location().ordinal())
                .min()
                .orElse(Integer.MAX_VALUE);
        return first <= record.document().chunksDone();
    }

    private void requireWhole(Document document) {
        if (lost.contains(document.generation())) {
            throw new QuernException(
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "Chunks of this document were lost when the store failed, and are to be added again.")
                    .withService("lucene");
        }
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
        if (before.document().chunksDone() < document.chunksTotal()) {
            requireWhole(document);
        }
        dropChunksAfter(document);
        if (before.isPublished()) {
            writer.deleteDocuments(new Term(Fields.GENERATION, before.published()));
        }
        header = header.showing(document.generation());
        count(before.isPublished() ? 0 : 1, document.chunksTotal() - before.publishedChunks());
        put(before.published(document));
    }

    /** Those of an earlier cutting, which a process before this one made: they are committed, and without a gap. */
    private void dropChunksAfter(Document document) throws IOException {
        int ordinal = document.chunksTotal();
        Query late = ChunkEntry.at(document, ordinal);
        while (committed.count(late) > 0) {
            writer.deleteDocuments(late);
            ordinal++;
            late = ChunkEntry.at(document, ordinal);
        }
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
        deleteText(gone);
        writer.deleteDocuments(new Term(Fields.RECORD, name));
        records.put(name, Optional.empty());
        count(gone.isPublished() ? -1 : 0, -gone.publishedChunks());
        changed = true;
        return Optional.of(header.collection().version());
    }

    /** Makes a successor, under a new version, the collection whose place it takes. */
    void becomeItself() {
        header = header.asItself(Ulids.next());
        changed = true;
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
            lost.remove(generation);
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
