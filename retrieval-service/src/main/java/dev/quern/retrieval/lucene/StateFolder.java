package dev.quern.retrieval.lucene;

import dev.quern.retrieval.CollectionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * The store's folder: one folder per collection, and a marker for each collection that may have unfinished documents, so
 * that a start need not open all of them. It belongs to one process at a time.
 */
final class StateFolder implements AutoCloseable {
    private static final long LEAST_FREE_BYTES = 64 << 20;
    private static final int NAME_BYTES = 16;

    private final Path root;
    private final Path collections;
    private final Path unfinished;
    private final FileChannel lock;

    StateFolder(Path state) {
        root = state.resolve("lucene").toAbsolutePath();
        collections = root.resolve("collections");
        unfinished = root.resolve("unfinished");
        try {
            Files.createDirectories(collections);
            Files.createDirectories(unfinished);
            lock = lock(root);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The folder " + root + " cannot be used for documents (" + e
                            + "): make it writable, or set quern.retrieval.state to another one.",
                    e);
        }
    }

    private static FileChannel lock(Path root) throws IOException {
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new IllegalStateException("The folder " + root
                    + " is in use by another process: stop that one, or set quern.retrieval.state to another folder.");
        }
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /** The name of the collection's folder. A collection's name holds no `/`, so no two share one. */
    static String nameOf(CollectionId id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((id.tenant() + "/" + id.name()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    Path collection(String name) {
        return collections.resolve(name);
    }

    /** Makes the collection's folder so that it outlives a loss of power. */
    Path createCollection(String name) throws IOException {
        Path folder = Files.createDirectories(collection(name));
        IOUtils.fsync(collections, true);
        return folder;
    }

    void markUnfinished(String name) throws IOException {
        Path marker = unfinished.resolve(name);
        if (!Files.exists(marker)) {
            Files.createFile(marker);
            IOUtils.fsync(unfinished, true);
        }
    }

    void unmarkUnfinished(String name) throws IOException {
        Files.deleteIfExists(unfinished.resolve(name));
    }

    List<String> markedUnfinished() throws IOException {
        try (Stream<Path> markers = Files.list(unfinished)) {
            return markers.map(Path::getFileName).map(Path::toString).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    void check() throws IOException {
        if (!lock.isOpen() || !Files.isWritable(collections)) {
            throw new IOException("its folder is not writable");
        }
        if (Files.getFileStore(collections).getUsableSpace() < LEAST_FREE_BYTES) {
            throw new IOException("its disk is full");
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
