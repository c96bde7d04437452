package dev.quern.cache.redis;

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
import java.util.Optional;

/**
 * What one replica tells the others.
 *
 * @param replaced whether the values were replaced only; nobody waits for that to be known
 */
record LogEntry(Invalidation invalidation, boolean replaced) {
    private static final int VERSION = 1;
    private static final int KEY = 0;
    private static final int TAG = 1;
    private static final int PATTERN = 2;
    private static final int TENANT = 3;

    static LogEntry replaced(CacheKey key) {
        return new LogEntry(new Invalidation.OfKey(key), true);
    }

    static LogEntry invalidated(Invalidation invalidation) {
        return new LogEntry(invalidation, false);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeBoolean(replaced);
            out.writeUTF(invalidation.tenant());
            switch (invalidation) {
                case Invalidation.OfKey one ->
                    write(out, KEY, one.key().type().name(), one.key().key());
                case Invalidation.OfTag some ->
                    write(out, TAG, some.tag().kind().name(), some.tag().value());
                case Invalidation.OfPattern some ->
                    write(out, PATTERN, "", some.pattern().pattern());
                case Invalidation.OfTenant _ -> write(out, TENANT, "", "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Empty when this version does not understand it, as the entry of a newer one. */
    static Optional<LogEntry> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            boolean replaced = in.readBoolean();
            String tenant = in.readUTF();
            int kind = in.readByte();
            String name = in.readUTF();
            String text = in.readUTF();
            Invalidation invalidation = switch (kind) {
                case KEY -> new Invalidation.OfKey(new CacheKey(tenant, ValueType.valueOf(name), text));
                case TAG -> new Invalidation.OfTag(tenant, new Tag(TagKind.valueOf(name), text));
                case PATTERN -> new Invalidation.OfPattern(tenant, new Glob(text));
                case TENANT -> new Invalidation.OfTenant(tenant);
                default -> throw new IOException("an unknown kind of invalidation");
            };
            return Optional.of(new LogEntry(invalidation, replaced));
        } catch (IOException | RuntimeException notUnderstood) {
            return Optional.empty();
        }
    }

    private static void write(DataOutputStream out, int kind, String name, String text) throws IOException {
        out.writeByte(kind);
        out.writeUTF(name);
        out.writeUTF(text);
    }
}
