package dev.quern.embedding.onnx;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Reads texts with a model's own tokenizer, at most {@code maxTokens} of each. Safe for use by many threads. */
final class TextTokenizer implements AutoCloseable {
    /** Padding and cutting are ours: padding to fit the batch, cutting so that the whole length stays known. */
    private static final Map<String, String> AS_IT_IS = Map.of("truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final int maxTokens;

    private TextTokenizer(HuggingFaceTokenizer tokenizer, int maxTokens) {
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
    }

    static TextTokenizer load(Path file, int maxTokens) throws IOException {
        loadLibrary();
        try (InputStream in = Files.newInputStream(file)) {
            return new TextTokenizer(HuggingFaceTokenizer.newInstance(in, AS_IT_IS), maxTokens);
        }
    }

    TokenizedText tokenize(String text) {
        Encoding whole = tokenizer.encode(text);
        int tail = closingTokens(whole.getSpecialTokenMask());
        return new TokenizedText(cut(whole.getIds(), tail), cut(whole.getTypeIds(), tail), whole.getIds().length);
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /**
     * Loads the native library from the class path, and nothing from anywhere else: the library would otherwise ask its
     * makers for other builds, report its use, and unpack itself into the user's home directory.
     */
    private static void loadLibrary() throws IOException {
        System.setProperty("ai.djl.offline", "true");
        try (ScratchFolder scratch = ScratchFolder.create()) {
            System.setProperty("ENGINE_CACHE_DIR", scratch.path().toString());
            // It looks for graphics cards through JNA, which unpacks itself too.
            String before = System.getProperty("jna.tmpdir", System.getProperty("java.io.tmpdir"));
            System.setProperty("jna.tmpdir", scratch.path().toString());
            try {
                LibUtils.checkStatus();
            } finally {
                System.setProperty("jna.tmpdir", before);
            }
        }
    }

    private long[] cut(long[] values, int tail) {
        if (values.length <= maxTokens) {
            return values;
        }
        long[] kept = Arrays.copyOf(values, maxTokens);
        System.arraycopy(values, values.length - tail, kept, maxTokens - tail, tail);
        return kept;
    }

    private static int closingTokens(long[] specialTokenMask) {
        int count = 0;
        while (count < specialTokenMask.length && specialTokenMask[specialTokenMask.length - 1 - count] == 1) {
            count++;
        }
        return count;
    }
}
