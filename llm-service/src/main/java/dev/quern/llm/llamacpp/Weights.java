package dev.quern.llm.llamacpp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What can be told of a file of weights before llama.cpp, which ends the process on some mistakes, gets to see it. */
final class Weights {
    private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);

    private Weights() {}

    /** What tells this file from another; throws {@link IllegalArgumentException} with the path unless it is GGUF. */
    static String check(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("quern.llm.gguf: there is no file " + file + ".");
        }
        try (InputStream content = Files.newInputStream(file)) {
            if (!Arrays.equals(content.readNBytes(MAGIC.length), MAGIC)) {
                throw new IllegalArgumentException(
                        "quern.llm.gguf: " + file + " is not a GGUF file, as llama.cpp needs one.");
            }
            return file.getFileName() + " " + Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("quern.llm.gguf: " + file + " cannot be read.", e);
        }
    }
}
