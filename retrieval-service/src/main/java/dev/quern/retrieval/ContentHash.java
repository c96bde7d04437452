package dev.quern.retrieval;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256 of a file as it arrives; the same with and without a byte order mark of UTF-8. */
final class ContentHash {
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final MessageDigest digest = ContentNames.digest("SHA-256");
    private final ByteBuffer first = ByteBuffer.allocate(MARK.length);

    /** Takes the next part, which is left as it is. */
    void add(ByteBuffer part) {
        ByteBuffer rest = part.duplicate();
        if (first.hasRemaining()) {
            while (first.hasRemaining() && rest.hasRemaining()) {
                first.put(rest.get());
            }
            if (first.hasRemaining()) {
                return;
            }
            if (!Arrays.equals(first.array(), MARK)) {
                digest.update(first.array());
            }
        }
        digest.update(rest);
    }

    /** In hexadecimal; nothing is added after it. */
    String value() {
        if (first.hasRemaining()) {
            digest.update(first.duplicate().flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
