package dev.quern.retrieval;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A folder for files that nobody needs any more after a restart. */
public final class ScratchFolder {
    private ScratchFolder() {}

    /** Makes the folder, and empties it of what an earlier process left. */
    public static Path emptied(Path wanted) {
        Path folder = wanted.toAbsolutePath();
        try {
            remove(folder);
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The folder " + folder + " cannot be used for uploads (" + e
                            + "): make it writable, or set quern.retrieval.state to another one.",
                    e);
        }
    }

    /** Removes the file or the folder with all that is in it; follows no link. */
    public static void remove(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            Files.deleteIfExists(root);
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                // What an earlier user of the folder removes meanwhile is gone as well.
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
