package dev.quern.embedding.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** A folder that only this process can read, gone when it is closed. It never lies in the working directory. */
record ScratchFolder(Path path) implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ScratchFolder.class);

    static ScratchFolder create() throws IOException {
        return new ScratchFolder(Files.createTempDirectory("quern-embedding-"));
    }

    @Override
    public void close() {
        try (Stream<Path> walk = Files.walk(path)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path entry : deepestFirst) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException e) {
            // Some systems hold on to a library that is loaded; their temporary folder is swept by others.
            LOG.debugf(e, "%s is left behind", path);
        }
    }
}
