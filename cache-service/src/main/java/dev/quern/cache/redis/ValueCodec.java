package dev.quern.cache.redis;

import dev.quern.cache.CachedValue;
import dev.quern.cache.Content;
import dev.quern.cache.Tag;
import dev.quern.cache.TagKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A value as bytes: a version, when it was stored and expires, its tags, its length and its content, deflated where
 * that helps. What a newer or older Quern has written differently is nothing to this one.
 */
final class ValueCodec {
    private static final int VERSION = 1;
    private static final int PLAIN = 0;
    private static final int DEFLATED = 1;
    /** Far above what a put accepts; a larger length is a corrupt value. */
    private static final int LARGEST = 64 * 1024 * 1024;

    private final long compressAbove;

    ValueCodec(long compressAbove) {
        this.compressAbove = compressAbove;
    }

    byte[] encode(CachedValue value) {
        byte[] content = value.content().bytes();
        byte[] packed = content.length > compressAbove ? deflate(content) : content;
        boolean smaller = packed.length < content.length;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((smaller ? packed : content).length + 64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(smaller ? DEFLATED : PLAIN);
            out.writeLong(value.storedAt().toEpochMilli());
            out.writeLong(value.expiresAt().toEpochMilli());
            out.writeShort(value.tags().size());
            for (Tag tag : value.tags()) {
                out.writeUTF(tag.kind().name());
                out.writeUTF(tag.value());
            }
            out.writeInt(content.length);
            out.write(smaller ? packed : content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Empty when the bytes are not a value that this version understands. */
    Optional<CachedValue> decode(byte[] bytes, int offset) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, offset, bytes.length - offset))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            boolean deflated = in.readByte() == DEFLATED;
            Instant storedAt = Instant.ofEpochMilli(in.readLong());
            Instant expiresAt = Instant.ofEpochMilli(in.readLong());
            Set<Tag> tags = new HashSet<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                tags.add(new Tag(TagKind.valueOf(in.readUTF()), in.readUTF()));
            }
            int length = in.readInt();
            if (length < 0 || length > LARGEST) {
                return Optional.empty();
            }
            byte[] packed = in.readAllBytes();
            byte[] content = deflated ? inflate(packed, length) : packed;
            return content.length == length
                    ? Optional.of(new CachedValue(new Content(content), storedAt, expiresAt, tags))
                    : Optional.empty();
        } catch (IOException | DataFormatException | RuntimeException corrupt) {
            return Optional.empty();
        }
    }

    private static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(content);
            deflater.finish();
            byte[] packed = new byte[content.length];
            // What does not fit has not become smaller, and is stored as it is.
            int length = deflater.deflate(packed);
            return deflater.finished() ? java.util.Arrays.copyOf(packed, length) : content;
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflate(byte[] packed, int length) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            byte[] content = new byte[length];
            int inflated = inflater.inflate(content);
            // Reads the checksum at the end, and finds out that there is no more.
            int more = inflater.inflate(new byte[1]);
            if (inflated != length || more != 0 || !inflater.finished()) {
                throw new DataFormatException("not the length that was announced");
            }
            return content;
        } finally {
            inflater.end();
        }
    }
}
