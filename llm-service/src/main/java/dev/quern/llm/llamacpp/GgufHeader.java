package dev.quern.llm.llamacpp;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * The beginning of a GGUF file, as far as it tells where the file ends.
 *
 * @param size of this beginning
 * @param leastSize that a whole file has
 */
record GgufHeader(long size, long leastSize) {
    private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);
    private static final int USUAL_ALIGNMENT = 32;
    private static final int OLDEST_VERSION = 2;
    private static final int LONGEST_STRING = 1 << 24;
    private static final int MOST_DIMENSIONS = 8;
    private static final int TYPE_STRING = 8;
    private static final int TYPE_ARRAY = 9;
    private static final int[] TYPE_SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

    /** Bytes of a block and elements in it, by type of tensor; of a type that is not here only the beginning is checked. */
    private static final Map<Integer, int[]> BLOCKS = Map.ofEntries(
            Map.entry(0, new int[] {4, 1}),
            Map.entry(1, new int[] {2, 1}),
            Map.entry(2, new int[] {18, 32}),
            Map.entry(3, new int[] {20, 32}),
            Map.entry(6, new int[] {22, 32}),
            Map.entry(7, new int[] {24, 32}),
            Map.entry(8, new int[] {34, 32}),
            Map.entry(10, new int[] {84, 256}),
            Map.entry(11, new int[] {110, 256}),
            Map.entry(12, new int[] {144, 256}),
            Map.entry(13, new int[] {176, 256}),
            Map.entry(14, new int[] {210, 256}),
            Map.entry(30, new int[] {2, 1}));

    static GgufHeader read(Path file) throws IOException {
        try (Reader reader = new Reader(Files.newInputStream(file))) {
            return reader.header();
        }
    }

    /** Says what is wrong with the file, to stand behind its name. */
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** Everything is little-endian. */
    private static final class Reader implements AutoCloseable {
        private final DataInputStream in;
        private long position;
        private long alignment = USUAL_ALIGNMENT;

        Reader(InputStream in) {
            this.in = new DataInputStream(new BufferedInputStream(in, 1 << 16));
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        GgufHeader header() throws IOException {
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw new MalformedException("is not a GGUF file, as llama.cpp needs one.");
            }
            position = MAGIC.length;
            if (int32() < OLDEST_VERSION) {
                throw new MalformedException("is a GGUF file of a version that llama.cpp does not read any more.");
            }
            long tensors = int64();
            for (long left = int64(); left > 0; left--) {
                metadata();
            }
            long end = 0;
            for (long left = tensors; left > 0; left--) {
                end = Math.max(end, endOfTensor());
            }
            return new GgufHeader(position, (position + alignment - 1) / alignment * alignment + end);
        }

        private void metadata() throws IOException {
            String key = string();
            int type = int32();
            if (key.equals("general.alignment") && type == 4) {
                alignment = Math.max(1, int32());
            } else {
                skipValue(type);
            }
        }

        private void skipValue(int type) throws IOException {
            switch (type) {
                case TYPE_STRING -> skip(int64());
                case TYPE_ARRAY -> {
                    int element = int32();
                    long length = int64();
                    if (element == TYPE_STRING || element == TYPE_ARRAY) {
                        for (long left = length; left > 0; left--) {
                            skipValue(element);
                        }
                    } else {
                        skip(length * size(element));
                    }
                }
                default -> skip(size(type));
            }
        }

        private long endOfTensor() throws IOException {
            string();
            int dimensions = int32();
            if (dimensions < 0 || dimensions > MOST_DIMENSIONS) {
                throw damaged();
            }
            long elements = 1;
            for (int i = 0; i < dimensions; i++) {
                elements *= int64();
            }
            int[] block = BLOCKS.getOrDefault(int32(), new int[] {0, 1});
            return int64() + elements / block[1] * block[0];
        }

        private static int size(int type) throws MalformedException {
            if (type < 0 || type >= TYPE_SIZES.length) {
                throw damaged();
            }
            return TYPE_SIZES[type];
        }

        private String string() throws IOException {
            long length = int64();
            if (length < 0 || length > LONGEST_STRING) {
                throw damaged();
            }
            byte[] bytes = new byte[(int) length];
            in.readFully(bytes);
            position += length;
            return new String(bytes, StandardCharsets.UTF_8);
        }

        private int int32() throws IOException {
            position += Integer.BYTES;
            return Integer.reverseBytes(in.readInt());
        }

        private long int64() throws IOException {
            position += Long.BYTES;
            return Long.reverseBytes(in.readLong());
        }

        private void skip(long length) throws IOException {
            if (length < 0) {
                throw damaged();
            }
            in.skipNBytes(length);
            position += length;
        }

        private static MalformedException damaged() {
            return new MalformedException("is damaged: its beginning makes no sense.");
        }
    }
}
