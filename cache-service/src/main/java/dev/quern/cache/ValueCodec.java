package dev.quern.cache;

import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A value as bytes: a version, its times, what it cost, its tags, its length and its content, by LZ4 where that
 * helps: it is about as small as what is dear to keep, and costs next to nothing to read. What a newer or older Quern has written differently is nothing to this one.
 */
public final class ValueCodec {
    private static final int VERSION = 3;
    private static final int PLAIN = 0;
    private static final int COMPRESSED = 1;
    /** Far above what a put accepts; a larger length is a corrupt value. */
    private static final int LARGEST = 64 * 1024 * 1024;

    private final long compressAbove;

    public ValueCodec(long compressAbove) {
        this.compressAbove = compressAbove;
    }

    public byte[] encode(CachedValue value) {
        byte[] content = value.content().bytes();
        byte[] packed = content.length > compressAbove ? compress(content) : content;
        boolean smaller = packed.length < content.length;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((smaller ? packed : content).length + 64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(smaller ? COMPRESSED : PLAIN);
            out.writeLong(value.storedAt().toEpochMilli());
            out.writeLong(value.freshUntil().toEpochMilli());
            out.writeLong(value.expiresAt().toEpochMilli());
            out.writeLong(value.cost().time().toMillis());
            out.writeLong(value.cost().tokens());
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
    public Optional<CachedValue> decode(byte[] bytes, int offset) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, offset, bytes.length - offset))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            boolean compressed = in.readByte() == COMPRESSED;
            Instant storedAt = Instant.ofEpochMilli(in.readLong());
            Instant freshUntil = Instant.ofEpochMilli(in.readLong());
            Instant expiresAt = Instant.ofEpochMilli(in.readLong());
            Cost cost = new Cost(Duration.ofMillis(in.readLong()), in.readLong());
            Set<Tag> tags = new HashSet<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                tags.add(new Tag(TagKind.valueOf(in.readUTF()), in.readUTF()));
            }
            int length = in.readInt();
            if (length < 0 || length > LARGEST) {
                return Optional.empty();
            }
            byte[] packed = in.readAllBytes();
            byte[] content = compressed ? decompress(packed, length) : packed;
            return content.length == length
                    ? Optional.of(new CachedValue(new Content(content), storedAt, freshUntil, expiresAt, tags, cost))
                    : Optional.empty();
        } catch (IOException | RuntimeException corrupt) {
            return Optional.empty();
        }
    }

    private static byte[] compress(byte[] content) {
        Lz4JavaCompressor compressor = new Lz4JavaCompressor();
        byte[] packed = new byte[compressor.maxCompressedLength(content.length)];
        int length = compressor.compress(content, 0, content.length, packed, 0, packed.length);
        return Arrays.copyOf(packed, length);
    }

    /** Throws when the bytes do not make as many as were announced. */
    private static byte[] decompress(byte[] packed, int length) {
        byte[] content = new byte[length];
        int decompressed = new Lz4JavaDecompressor().decompress(packed, 0, packed.length, content, 0, length);
        if (decompressed != length) {
            throw new IllegalArgumentException("not the length that was announced");
        }
        return content;
    }
}
