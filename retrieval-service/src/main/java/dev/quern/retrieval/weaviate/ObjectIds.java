package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Names for objects and tenants, made from what they stand for: the same thing gets the same name in every process,
 * and names that callers choose reach Weaviate only as hashes, so that they cannot escape their tenant.
 */
final class ObjectIds {
    private static final UUID NAMESPACE = UUID.fromString("6e4b6f2a-9d0c-5b43-8a57-2f1f0c4de7b9");

    private ObjectIds() {}

    static UUID of(CollectionId collection) {
        return uuid(collection.successor() ? "successor" : "collection", collection.tenant(), collection.name());
    }

    /** Of the sign that an incarnation of a collection, or of its successor, is gone for good. */
    static UUID ofGrave(CollectionId collection, String incarnation) {
        return uuid("grave", collection.tenant(), collection.name(), incarnation);
    }

    static UUID of(DocumentId document, String generation) {
        return uuid("document", parts(document), generation);
    }

    static UUID ofText(DocumentId document, String generation, int part) {
        return uuid("text", parts(document), generation, Integer.toString(part));
    }

    static UUID ofChunk(UUID chunk, Edition edition) {
        return uuid("chunk", chunk.toString(), edition.key());
    }

    static UUID ofWork(DocumentId document, String kind, String generation) {
        return uuid(document.collection().successor() ? "successor's work" : "work", parts(document), kind, generation);
    }

    static UUID ofEntry(String name) {
        return uuid("entry", name);
    }

    /** Stands for a list of entries. */
    static String list(String name) {
        return hash("SHA-256", "list", name).substring(0, 32);
    }

    /**
     * The Weaviate tenant of a collection: half a SHA-256, so two collections never share one. A successor that takes
     * the collection's place keeps its own.
     *
     * @param incarnation tells it from successors, and from collections of the same name that were deleted
     */
    static String tenant(CollectionId collection, String incarnation) {
        String hash = incarnation.isEmpty()
                ? hash("SHA-256", "tenant", collection.tenant(), collection.name())
                : hash("SHA-256", "tenant", collection.tenant(), collection.name(), incarnation);
        return hash.substring(0, 32);
    }

    /** Stands for the tenant that owns collections. */
    static String owner(String tenant) {
        return hash("SHA-256", "owner", tenant).substring(0, 32);
    }

    /** Stands for all tenants as owners of successors, which nobody lists as collections. */
    static String ownerOfSuccessors() {
        return hash("SHA-256", "successors").substring(0, 32);
    }

    /** Stands for the graves of a collection and its successors. */
    static String graves(CollectionId collection) {
        return hash("SHA-256", "graves", collection.tenant(), collection.name()).substring(0, 32);
    }

    /** Some hexadecimal digits that stand for the parts. */
    static String digest(String... parts) {
        return hash("SHA-256", parts).substring(0, 12);
    }

    /** The same in a successor as in the collection that it becomes. */
    private static String parts(DocumentId document) {
        return of(document.collection().asItself()) + "/" + document.name();
    }

    /** A UUID of version 5 (RFC 9562): SHA-1 over the namespace and the name. */
    private static UUID uuid(String... parts) {
        ByteBuffer hash = ByteBuffer.wrap(HexFormat.of().parseHex(hash("SHA-1", parts)));
        long high = (hash.getLong() & ~0xF000L) | 0x5000L;
        long low = (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low);
    }

    private static String hash(String algorithm, String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(NAMESPACE.toString().getBytes(StandardCharsets.US_ASCII));
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // With its length in front, no part can pass for two.
                digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has " + algorithm, missing);
        }
    }
}
