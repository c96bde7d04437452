package dev.quern.embedding.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a model in the ONNX format: as much of its protocol buffers (onnx.proto, version 8) as small models need. */
final class OnnxGraph {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int INT_ATTRIBUTE = 2;

    private final Message graph = new Message().text(2, "tiny");

    /** Integers, one row per text. */
    OnnxGraph input(String name) {
        Message shape =
                new Message().message(1, new Message().text(2, "texts")).message(1, new Message().text(2, "tokens"));
        graph.message(11, value(name, new Message().number(1, INT64).message(2, shape)));
        return this;
    }

    /** Real numbers of any shape. */
    OnnxGraph output(String name) {
        graph.message(12, value(name, new Message().number(1, FLOAT)));
        return this;
    }

    OnnxGraph weights(String name, List<Integer> shape, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor(name, FLOAT, shape, raw.array());
    }

    OnnxGraph integer(String name, long value) {
        return tensor(
                name,
                INT64,
                List.of(1),
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array());
    }

    OnnxGraph node(String operation, String result, String... operands) {
        graph.message(1, operator(operation, result, operands));
        return this;
    }

    /** An operation with one attribute, which is an integer. */
    OnnxGraph node(String operation, String attribute, long value, String result, String... operands) {
        Message setting = new Message().text(1, attribute).number(3, value).number(20, INT_ATTRIBUTE);
        graph.message(1, operator(operation, result, operands).message(5, setting));
        return this;
    }

    /** Integers become real numbers. */
    OnnxGraph real(String result, String operand) {
        return node("Cast", "to", FLOAT, result, operand);
    }

    void writeTo(Path file) throws IOException {
        Message model = new Message()
                .number(1, 8)
                .message(7, graph)
                .message(8, new Message().text(1, "").number(2, 13));
        Files.write(file, model.bytes());
    }

    private OnnxGraph tensor(String name, int type, List<Integer> shape, byte[] raw) {
        Message tensor = new Message();
        shape.forEach(size -> tensor.number(1, size));
        graph.message(5, tensor.number(2, type).text(8, name).bytes(9, raw));
        return this;
    }

    private static Message operator(String operation, String result, String... operands) {
        Message node = new Message();
        for (String operand : operands) {
            node.text(1, operand);
        }
        return node.text(2, result).text(4, operation);
    }

    private static Message value(String name, Message tensorType) {
        return new Message().text(1, name).message(2, new Message().message(1, tensorType));
    }

    /** A protocol buffer, field after field. */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int LENGTH_DELIMITED = 2;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint(((long) field << 3) | VARINT);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes());
        }

        Message bytes(int field, byte[] value) {
            varint(((long) field << 3) | LENGTH_DELIMITED);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
