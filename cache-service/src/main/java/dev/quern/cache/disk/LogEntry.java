package dev.quern.cache.disk;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Glob;
import dev.quern.cache.Invalidation;
import dev.quern.cache.Tag;
import dev.quern.cache.TagKind;
import dev.quern.cache.ValueType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/** What one record of the log says; the value of a {@link Put} follows as the record's body. */
sealed interface LogEntry {
    int KEY = 1;
    int TAG = 2;
    int PATTERN = 3;
    int TENANT = 4;
    int PUT = 5;
    int CHANGEABLE = 6;

    /** @param expiresAt milliseconds since 1970 */
    record Put(CacheKey key, Set<Tag> tags, long expiresAt) implements LogEntry {}

    /** Everything before it that the invalidation covers is void. */
    record Drop(Invalidation invalidation) implements LogEntry {}

    /** Every value before it whose type can change is void. */
    record DropChangeable() implements LogEntry {}

    default byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            switch (this) {
                case Put put -> write(out, put);
                case Drop drop -> write(out, drop.invalidation());
                case DropChangeable _ -> out.writeByte(CHANGEABLE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Throws when the bytes are not an entry. */
    static LogEntry decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int kind = in.readByte();
            if (kind == CHANGEABLE) {
                return new DropChangeable();
            }
            String tenant = in.readUTF();
            return switch (kind) {
                case PUT -> new Put(key(tenant, in), tags(in), in.readLong());
                case KEY -> new Drop(new Invalidation.OfKey(key(tenant, in)));
                case TAG -> new Drop(new Invalidation.OfTag(tenant, tag(in)));
                case PATTERN -> new Drop(new Invalidation.OfPattern(tenant, new Glob(in.readUTF())));
                case TENANT -> new Drop(new Invalidation.OfTenant(tenant));
                default -> throw new IOException("a record of an unknown kind");
            };
        } catch (RuntimeException e) {
            throw new IOException("a record that makes no sense", e);
        }
    }

    private static void write(DataOutputStream out, Put put) throws IOException {
        out.writeByte(PUT);
        out.writeUTF(put.key().tenant());
        write(out, put.key());
        out.writeShort(put.tags().size());
        for (Tag tag : put.tags()) {
            write(out, tag);
        }
        out.writeLong(put.expiresAt());
    }

    private static void write(DataOutputStream out, Invalidation invalidation) throws IOException {
        switch (invalidation) {
            case Invalidation.OfKey one -> {
                out.writeByte(KEY);
                out.writeUTF(one.tenant());
                write(out, one.key());
            }
            case Invalidation.OfTag tagged -> {
                out.writeByte(TAG);
                out.writeUTF(tagged.tenant());
                write(out, tagged.tag());
            }
            case Invalidation.OfPattern some -> {
                out.writeByte(PATTERN);
                out.writeUTF(some.tenant());
                out.writeUTF(some.pattern().pattern());
            }
            case Invalidation.OfTenant all -> {
                out.writeByte(TENANT);
                out.writeUTF(all.tenant());
            }
        }
    }

    private static void write(DataOutputStream out, CacheKey key) throws IOException {
        out.writeUTF(key.type().name());
        out.writeUTF(key.key());
    }

    private static void write(DataOutputStream out, Tag tag) throws IOException {
        out.writeUTF(tag.kind().name());
        out.writeUTF(tag.value());
    }

    private static CacheKey key(String tenant, DataInputStream in) throws IOException {
        return new CacheKey(tenant, ValueType.valueOf(in.readUTF()), in.readUTF());
    }

    private static Set<Tag> tags(DataInputStream in) throws IOException {
        Set<Tag> tags = new HashSet<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            tags.add(tag(in));
        }
        return Set.copyOf(tags);
    }

    private static Tag tag(DataInputStream in) throws IOException {
        return new Tag(TagKind.valueOf(in.readUTF()), in.readUTF());
    }
}
