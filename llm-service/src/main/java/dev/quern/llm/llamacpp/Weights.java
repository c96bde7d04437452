package dev.quern.llm.llamacpp;

import dev.quern.llm.ModelFailures;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What can be told of a file of weights before llama.cpp, which ends the process on some mistakes, gets to see it. */
final class Weights {
    private static final int BLOCK = 64 << 10;
    private static final int BLOCKS = 64;

    private Weights() {}

    /** What tells this file from another; throws {@link IllegalArgumentException} with the path unless it is a whole GGUF. */
    static String check(ModelFailures failures, Path file) {
        if (!Files.isRegularFile(file)) {
            throw unusable(failures, "there is no file " + file + ".", null);
        }
        try {
            long size = Files.size(file);
            GgufHeader header = GgufHeader.read(file);
            long needed = header.leastSize();
            if (size < needed) {
                throw unusable(
                        failures,
                        file + " is cut short: it has " + size + " bytes, and its weights end at " + needed + ".",
                        null);
            }
            return file.getFileName() + " " + size + " " + digest(file, header.size(), size);
        } catch (EOFException e) {
            throw unusable(failures, file + " is cut short: it ends before its weights begin.", e);
        } catch (GgufHeader.MalformedException e) {
            throw unusable(failures, file + " " + e.getMessage(), e);
        } catch (IOException e) {
            throw unusable(failures, file + " cannot be read.", e);
        }
    }

    /** Of the header and of samples: to read all of the weights would take as long as to load them. */
    private static String digest(Path file, long header, long size) throws IOException {
        MessageDigest digest = sha256();
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            for (long at = 0; at < header; at += BLOCK) {
                digest.update(read(in, at, (int) Math.min(BLOCK, header - at)));
            }
            int block = (int) Math.min(BLOCK, size);
            for (int i = 0; i < BLOCKS; i++) {
                digest.update(read(in, (size - block) * i / (BLOCKS - 1), block));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] read(RandomAccessFile in, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.seek(at);
        in.readFully(bytes);
        return bytes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static IllegalArgumentException unusable(ModelFailures failures, String what, @Nullable Throwable cause) {
        return new IllegalArgumentException(failures.subject() + ": " + what, cause);
    }
}
