package dev.quern.retrieval;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** Names made from content: the same content always gets the same. */
final class ContentNames {
    /** Quern's own name space, chosen once at random. */
    private static final UUID NAME_SPACE = UUID.fromString("5b1f3d0e-6a57-4c0b-9a1d-2f7c64e0b8a3");

    private ContentNames() {}

    /** A UUID of version 5 (RFC 9562) of everything that makes the chunk what it is. */
    static UUID chunkId(Document document, int ordinal) {
        CollectionId collection = document.id().collection();
        // No part can hold a slash, so no two lists of parts look alike.
        String name = String.join(
                "/",
                collection.tenant(),
                collection.name(),
                document.id().name(),
                document.contentHash(),
                Integer.toString(ordinal));
        MessageDigest digest = digest("SHA-1");
        digest.update(ByteBuffer.allocate(16)
                .putLong(NAME_SPACE.getMostSignificantBits())
                .putLong(NAME_SPACE.getLeastSignificantBits())
                .flip());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x5000L;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** SHA-256, in hexadecimal. */
    static String hash(ByteBuffer content) {
        MessageDigest digest = digest("SHA-256");
        digest.update(content.duplicate());
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }
}
