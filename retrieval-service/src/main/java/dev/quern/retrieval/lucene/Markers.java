package dev.quern.retrieval.lucene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;

/** Names that are kept as empty files in a folder. A name that was set outlives a loss of power. */
final class Markers {
    private final Path folder;

    Markers(Path folder) {
        this.folder = folder;
    }

    void makeFolder() throws IOException {
        Files.createDirectories(folder);
    }

    void set(String name) throws IOException {
        Path marker = folder.resolve(name);
        if (!Files.exists(marker)) {
            Files.createFile(marker);
            IOUtils.fsync(folder, true);
        }
    }

    void clear(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    boolean isSet(String name) {
        return Files.exists(folder.resolve(name));
    }

    List<String> all() throws IOException {
        try (Stream<Path> markers = Files.list(folder)) {
            return markers.map(Path::getFileName).map(Path::toString).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
