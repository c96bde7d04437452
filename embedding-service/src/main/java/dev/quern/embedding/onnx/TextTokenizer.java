package dev.quern.embedding.onnx;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads texts with a model's own tokenizer, at most {@code maxTokens} of each. Safe for use by many threads. */
final class TextTokenizer implements AutoCloseable {
    /** Padding and cutting are ours: padding to fit the batch, cutting so that the whole length stays known. */
    private static final Map<String, String> AS_IT_IS = Map.of("truncation", "false", "padding", "false");

    private static final Pattern HALF_CHARACTER = Pattern.compile("\\p{Cs}");

    private static final int FIRST = 0;
    private static final int SECOND = 1;

    private final HuggingFaceTokenizer tokenizer;
    private final long handle;
    private final String key;
    private final int maxTokens;

    private TextTokenizer(HuggingFaceTokenizer tokenizer, String key, int maxTokens) {
        this.tokenizer = tokenizer;
        this.handle = tokenizer.getHandle();
        this.key = key;
        this.maxTokens = maxTokens;
    }

    static TextTokenizer load(ModelFiles files, int maxTokens) throws IOException {
        loadLibrary();
        try (InputStream in = Files.newInputStream(files.tokenizer())) {
            return new TextTokenizer(HuggingFaceTokenizer.newInstance(in, AS_IT_IS), files.key(), maxTokens);
        } catch (RuntimeException e) {
            throw files.unreadable(files.tokenizer(), e);
        }
    }

    /** Cuts the end of a text that is too long, and keeps the tokens that mark its beginning and end. */
    TokenizedText tokenize(String text) {
        Tokens tokens = read(TokenizersLibrary.LIB.encode(handle, text, true));
        return tokens.keep(roomIn(tokens), 0);
    }

    /**
     * Reads two texts that the model reads together. The end of the second is cut where they are too long; that of the
     * first only down to half of the room, and only where the second needs it.
     */
    TokenizedText tokenize(String first, String second) {
        Tokens tokens = read(TokenizersLibrary.LIB.encodeDual(handle, first, second, true));
        int room = roomIn(tokens);
        int kept = Math.min(tokens.count(FIRST), Math.max(room - room / 2, room - tokens.count(SECOND)));
        return tokens.keep(kept, room - kept);
    }

    /** Where the tokens of a text of any length end, as {@link dev.quern.embedding.EmbeddingModel#tokenEnds} tells. */
    int[] ends(String text) {
        // The library would make several characters of half of one, and count on from there.
        String whole = HALF_CHARACTER.matcher(text).replaceAll("\uFFFD");
        CharSpan[] spans = spans(TokenizersLibrary.LIB.encode(handle, whole, false));
        int[] ends = new int[spans.length];
        int count = 0;
        int place = 0;
        int codePoints = 0;
        for (CharSpan span : spans) {
            // A token may stand for nothing that is in the text.
            if (span == null) {
                continue;
            }
            int further = Math.max(0, span.getEnd() - codePoints);
            place = whole.offsetByCodePoints(place, further);
            codePoints += further;
            ends[count++] = place;
        }
        return Arrays.copyOf(ends, count);
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private int roomIn(Tokens tokens) {
        int room = maxTokens - tokens.marks();
        if (room < 1) {
            throw new IllegalArgumentException(key + ".max-tokens is " + maxTokens + ", and the model's tokenizer alone"
                    + " puts " + tokens.marks() + " around a text");
        }
        return room;
    }

    private static CharSpan[] spans(long encoding) {
        try {
            return TokenizersLibrary.LIB.getTokenCharSpans(encoding);
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    /** The library's own reader also makes two objects per token, which is 100 MB for a text of 1 MB. */
    private static Tokens read(long encoding) {
        try {
            return new Tokens(
                    TokenizersLibrary.LIB.getTokenIds(encoding),
                    TokenizersLibrary.LIB.getTypeIds(encoding),
                    TokenizersLibrary.LIB.getSequenceIds(encoding));
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
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

    /**
     * @param sequences which text a token is of; negative for those that mark beginnings and ends
     */
    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared or printed.
    private record Tokens(long[] ids, long[] types, long[] sequences) {

        int marks() {
            return ids.length - count(FIRST) - count(SECOND);
        }

        int count(int sequence) {
            int count = 0;
            for (long of : sequences) {
                count += of == sequence ? 1 : 0;
            }
            return count;
        }

        /** Keeps the marks and the beginnings of both texts. */
        TokenizedText keep(int ofFirst, int ofSecond) {
            int first = Math.min(ofFirst, count(FIRST));
            int second = Math.min(ofSecond, count(SECOND));
            long[] keptIds = new long[marks() + first + second];
            long[] keptTypes = new long[keptIds.length];
            int kept = 0;
            for (int i = 0; i < ids.length; i++) {
                boolean keep = sequences[i] == FIRST ? first-- > 0 : sequences[i] != SECOND || second-- > 0;
                if (keep) {
                    keptIds[kept] = ids[i];
                    keptTypes[kept] = types[i];
                    kept++;
                }
            }
            return new TokenizedText(keptIds, keptTypes, ids.length);
        }
    }
}
