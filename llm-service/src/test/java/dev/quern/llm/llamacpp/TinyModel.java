package dev.quern.llm.llamacpp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A real model for llama.cpp, made here: a Llama of one layer whose weights are all nothing, but for an output that
 * always prefers {@link #WORD}. It has a token for every byte and never stops by itself.
 */
public final class TinyModel {
    public static final String WORD = " ha";

    private static final int EMBEDDING = 32;
    private static final int BYTES = 256;
    private static final int TYPE_NORMAL = 1;
    private static final int TYPE_UNKNOWN = 2;
    private static final int TYPE_CONTROL = 3;
    private static final int TYPE_BYTE = 6;
    private static final int ALIGNMENT = 32;

    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, float[]> tensors = new LinkedHashMap<>();
    private final Map<String, int[]> shapes = new LinkedHashMap<>();

    private TinyModel() {}

    public static Path write(Path file) throws IOException {
        TinyModel model = new TinyModel();
        model.describe();
        model.fill();
        return Files.write(file, model.bytes());
    }

    private void describe() {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        List<Integer> types = new ArrayList<>(List.of(TYPE_UNKNOWN, TYPE_CONTROL, TYPE_CONTROL));
        for (int i = 0; i < BYTES; i++) {
            tokens.add(String.format(java.util.Locale.ROOT, "<0x%02X>", i));
            types.add(TYPE_BYTE);
        }
        tokens.add(WORD.replace(' ', '\u2581'));
        types.add(TYPE_NORMAL);
        metadata.put("general.architecture", "llama");
        metadata.put("llama.context_length", 4096);
        metadata.put("llama.embedding_length", EMBEDDING);
        metadata.put("llama.block_count", 1);
        metadata.put("llama.feed_forward_length", EMBEDDING);
        metadata.put("llama.attention.head_count", 2);
        metadata.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        metadata.put("llama.rope.dimension_count", EMBEDDING / 2);
        metadata.put("tokenizer.ggml.model", "llama");
        metadata.put("tokenizer.ggml.tokens", tokens.toArray(String[]::new));
        metadata.put("tokenizer.ggml.scores", new float[tokens.size()]);
        metadata.put(
                "tokenizer.ggml.token_type",
                types.stream().mapToInt(Integer::intValue).toArray());
        metadata.put("tokenizer.ggml.bos_token_id", 1);
        metadata.put("tokenizer.ggml.eos_token_id", 2);
        metadata.put("tokenizer.ggml.unknown_token_id", 0);
    }

    private void fill() {
        int vocabulary = 3 + BYTES + 1;
        tensor("token_embd.weight", 1, EMBEDDING, vocabulary);
        tensor("output_norm.weight", 1, EMBEDDING);
        float[] output = tensor("output.weight", 0, EMBEDDING, vocabulary);
        Arrays.fill(output, (vocabulary - 1) * EMBEDDING, vocabulary * EMBEDDING, 1);
        tensor("blk.0.attn_norm.weight", 1, EMBEDDING);
        tensor("blk.0.ffn_norm.weight", 1, EMBEDDING);
        for (String name : List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")) {
            tensor("blk.0." + name + ".weight", 0, EMBEDDING, EMBEDDING);
        }
    }

    private float[] tensor(String name, float value, int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        Arrays.fill(values, value);
        tensors.put(name, values);
        shapes.put(name, shape);
        return values;
    }

    private byte[] bytes() {
        header.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        int32(3);
        int64(tensors.size());
        int64(metadata.size());
        metadata.forEach((key, value) -> {
            string(key);
            value(value);
        });
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        tensors.forEach((name, values) -> {
            string(name);
            int[] shape = java.util.Objects.requireNonNull(shapes.get(name));
            int32(shape.length);
            for (int size : shape) {
                int64(size);
            }
            int32(0);
            int64(data.size());
            byte[] bytes = new byte[values.length * Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .put(values);
            data.writeBytes(bytes);
            pad(data);
        });
        pad(header);
        header.writeBytes(data.toByteArray());
        return header.toByteArray();
    }

    private void value(Object value) {
        switch (value) {
            case Integer number -> {
                int32(4);
                int32(number);
            }
            case Float number -> {
                int32(6);
                float32(number);
            }
            case String text -> {
                int32(8);
                string(text);
            }
            case String[] texts -> {
                array(8, texts.length);
                Arrays.stream(texts).forEach(this::string);
            }
            case float[] numbers -> {
                array(6, numbers.length);
                for (float number : numbers) {
                    float32(number);
                }
            }
            case int[] numbers -> {
                array(5, numbers.length);
                Arrays.stream(numbers).forEach(this::int32);
            }
            default -> throw new IllegalArgumentException(value.getClass().getName());
        }
    }

    private void array(int type, int length) {
        int32(9);
        int32(type);
        int64(length);
    }

    private void string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int64(bytes.length);
        header.writeBytes(bytes);
    }

    private void int32(int number) {
        header.writeBytes(little(Integer.BYTES).putInt(number).array());
    }

    private void int64(long number) {
        header.writeBytes(little(Long.BYTES).putLong(number).array());
    }

    private void float32(float number) {
        header.writeBytes(little(Float.BYTES).putFloat(number).array());
    }

    private static void pad(ByteArrayOutputStream stream) {
        while (stream.size() % ALIGNMENT != 0) {
            stream.write(0);
        }
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
