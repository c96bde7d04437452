package dev.quern.retrieval.lucene;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Ulids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The store's folder: one folder per collection, and a marker for each collection that may have unfinished documents, so
 * that a start need not open all of them. A collection that is removed is moved aside first; the next start removes what
 * was left of it. The folder belongs to one process at a time.
 */
final class StateFolder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StateFolder.class);
    private static final long LEAST_FREE_BYTES = 64 << 20;
    private static final int NAME_BYTES = 16;

    private final Path root;
    private final Path collections;
    private final Path unfinished;
    private final Path removed;
    private final CollectionNames names;
    private final FileChannel lock;

    StateFolder(Path state) {
        root = state.resolve("lucene").toAbsolutePath();
        collections = root.resolve("collections");
        unfinished = root.resolve("unfinished");
        removed = root.resolve("removed");
        names = new CollectionNames(root.resolve("names"));
        try {
            Files.createDirectories(collections);
            Files.createDirectories(unfinished);
            Files.createDirectories(removed);
            lock = lock(root);
            finishRemovals();
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
        return hash(id.tenant() + "/" + id.name());
    }

    /** A name for a file, whatever is in the text. */
    static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    Path collection(String name) {
        return collections.resolve(name);
    }

    /** The names of a tenant's collections, in order; there may be some whose collection is gone. */
    List<String> namesOf(String tenant) throws IOException {
        return names.of(tenant);
    }

    /** Makes the collection's folder so that it outlives a loss of power. */
    Path createCollection(CollectionId id) throws IOException {
        names.add(id);
        Path folder = Files.createDirectories(collection(nameOf(id)));
        IOUtils.fsync(collections, true);
        return folder;
    }

    /**
     * The collection is gone at once, in one step that outlives a loss of power.
     *
     * @return where its files are, which {@link #removeFiles} removes
     */
    Path removeCollection(CollectionId id) throws IOException {
        String name = nameOf(id);
        Path gone = removed.resolve(name + "-" + Ulids.next());
        Files.move(collection(name), gone, StandardCopyOption.ATOMIC_MOVE);
        IOUtils.fsync(removed, true);
        IOUtils.fsync(collections, true);
        forget(id);
        return gone;
    }

    /** May take a while. */
    void removeFiles(Path gone) {
        try {
            IOUtils.rm(gone);
        } catch (IOException e) {
            LOG.warnf(e, "the files in %s stay until the next start", gone);
        }
    }

    private void finishRemovals() throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(removed)) {
            for (Path folder : folders) {
                // Its files go last, so they are whole as long as anything else is left of it.
                if (CollectionIndex.isIn(folder)) {
                    finishRemoval(folder);
                }
                IOUtils.rm(folder);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void finishRemoval(Path folder) throws IOException {
        try {
            CollectionId id = CollectionIndex.describe(folder).id();
            // It may have been made anew since.
            if (!Files.isDirectory(collection(nameOf(id)))) {
                forget(id);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warnf(e, "it cannot be read whose collection was in %s", folder);
        }
    }

    private void forget(CollectionId id) throws IOException {
        unmarkUnfinished(nameOf(id));
        names.remove(id);
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
