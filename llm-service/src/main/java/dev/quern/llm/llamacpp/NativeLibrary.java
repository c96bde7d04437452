package dev.quern.llm.llamacpp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where llama.cpp's library is unpacked to. Left alone, every process of a machine would use the same path and delete
 * what it finds there, which another may just be loading.
 */
final class NativeLibrary {
    private static final String FOLDER = "de.kherud.llama.tmpdir";

    private NativeLibrary() {}

    static void prepare() {
        if (System.getProperty(FOLDER) != null) {
            return;
        }
        try {
            Path folder = Files.createTempDirectory("quern-llama");
            folder.toFile().deleteOnExit();
            System.setProperty(FOLDER, folder.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("There is no room for llama.cpp's library in the temporary folder.", e);
        }
    }
}
