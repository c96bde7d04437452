package dev.quern.retrieval;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Documents, chunks and queries as tests need them. */
public final class StoredDocuments {
    public static final CollectionSettings SETTINGS = CollectionSettings.of("test-model@1", 3);

    private StoredDocuments() {}

    /** A collection of a tenant that nothing else uses. */
    public static CollectionId newCollection() {
        return new CollectionId("t" + Ulids.next(), "notes");
    }

    /** A new generation of the document, pending. */
    public static Document pending(CollectionId collection, String name, int chunks) {
        return pending(
                collection,
                name,
                chunks,
                new DocumentHeader("Title of " + name, name + ".txt", "text/plain", List.of("a", "b"), "en", Map.of()));
    }

    /** The same with a header of its own. */
    public static Document pending(CollectionId collection, String name, int chunks, DocumentHeader header) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        return new Document(
                new DocumentId(collection, name),
                header,
                DocumentState.PENDING,
                "",
                Ulids.next(),
                "0".repeat(64),
                0,
                chunks,
                100,
                now,
                now);
    }

    public static EmbeddedChunk chunk(Document document, int ordinal, String text, float... vector) {
        byte[] name = (document.id() + "/" + document.contentHash() + "/" + ordinal).getBytes(StandardCharsets.UTF_8);
        return new EmbeddedChunk(
                new Chunk(
                        UUID.nameUUIDFromBytes(name),
                        text,
                        new Location(
                                ordinal, ordinal * 10, ordinal * 10 + text.length(), 0, List.of("Part", "Section"))),
                vector);
    }

    /** Takes a document all the way: accepted, its texts as chunks that share one vector, published. */
    public static Document store(DocumentStore store, CollectionId collection, String name, String... texts) {
        Document document = pending(collection, name, texts.length);
        store.accept(document, DocumentText.of(String.join("\n", texts)));
        List<EmbeddedChunk> chunks = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            chunks.add(chunk(document, i, texts[i], 1, 0, 0));
        }
        store.addChunks(document, chunks);
        store.publish(document.ready(texts.length));
        return document;
    }

    public static SearchQuery byVector(float... vector) {
        return SearchQuery.of("anything", vector, 50, 1);
    }

    public static SearchQuery byWords(String words) {
        return SearchQuery.of(words, new float[0], 50, 0);
    }

    /** The texts of everything in the collection, which holds no more than 50 passages. */
    public static List<String> texts(DocumentStore store, CollectionId collection) {
        return store.search(collection, byVector(1, 0, 0)).passages().stream()
                .map(Passage::text)
                .toList();
    }
}
