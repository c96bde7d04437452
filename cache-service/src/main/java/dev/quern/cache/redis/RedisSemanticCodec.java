package dev.quern.cache.redis;

import dev.quern.cache.ValueCodec;
import dev.quern.cache.semantic.ArchivedQuestion;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A stored question as bytes: a version, the question, its vector and the value. */
final class RedisSemanticCodec {
    private static final byte VERSION = 1;

    private final ValueCodec values;

    RedisSemanticCodec(long compressAbove) {
        this.values = new ValueCodec(compressAbove);
    }

    byte[] encode(ArchivedQuestion question) {
        byte[] text = question.question().getBytes(StandardCharsets.UTF_8);
        byte[] value = values.encode(question.value());
        float[] vector = question.vector();
        ByteBuffer bytes =
                ByteBuffer.allocate(1 + 2 * Integer.BYTES + text.length + vector.length * Float.BYTES + value.length);
        bytes.put(VERSION).putInt(text.length).put(text).putInt(vector.length);
        for (float component : vector) {
            bytes.putFloat(component);
        }
        return bytes.put(value).array();
    }

    /** Empty when the bytes are nothing that this version understands. */
    Optional<ArchivedQuestion> decode(String id, byte[] encoded) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(encoded);
            if (bytes.get() != VERSION) {
                return Optional.empty();
            }
            byte[] text = new byte[length(bytes, 1)];
            bytes.get(text);
            float[] vector = new float[length(bytes, Float.BYTES)];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = bytes.getFloat();
            }
            return values.decode(encoded, bytes.position())
                    .map(value -> new ArchivedQuestion(id, new String(text, StandardCharsets.UTF_8), vector, value));
        } catch (BufferUnderflowException corrupt) {
            return Optional.empty();
        }
    }

    /** Never more than there is, so that corrupt bytes do not ask for all memory. */
    private static int length(ByteBuffer bytes, int each) {
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining() / each) {
            throw new BufferUnderflowException();
        }
        return length;
    }
}
