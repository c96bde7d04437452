package dev.quern.retrieval.lucene;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Ulids;
import java.io.IOException;
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
import java.util.Optional;
import org.apache.lucene.util.IOUtils;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The store's folder: one folder per collection, and a marker for each collection that may have unfinished documents, so
 * that a start need not open all of them. A collection that is removed is moved aside first; the next start removes what
 * was left of it. The folder belongs to one process at a time.
 *
 * <p>A successor is a folder like any other with a marker of its own instead of a name. The commit in which its header
 * first says that it is the collection itself decides that it replaces the one that is there: what is left to do, two
 * moves, is done at once or by the next start.
 */
final class StateFolder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StateFolder.class);
    private static final long LEAST_FREE_BYTES = 64 << 20;
    private static final int NAME_BYTES = 16;

    private final Path root;
    private final Path collections;
    private final Markers unfinished;
    private final Markers successors;
    private final Path removed;
    private final CollectionNames names;
    private final FileChannel lock;

    StateFolder(Path state) {
        root = state.resolve("lucene").toAbsolutePath();
        collections = root.resolve("collections");
        unfinished = new Markers(root.resolve("unfinished"));
        successors = new Markers(root.resolve("successors"));
        removed = root.resolve("removed");
        names = new CollectionNames(root.resolve("names"));
        try {
            Files.createDirectories(collections);
            unfinished.makeFolder();
            successors.makeFolder();
            Files.createDirectories(removed);
            lock = lock(root);
            try {
                finishReplacements();
                finishRemovals();
            } catch (Throwable failure) {
                lock.close();
                throw failure;
            }
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

    /** The name of the collection's folder. A collection's name holds no `/` and is not empty, so no two share one. */
    static String nameOf(CollectionId id) {
        return hash(id.tenant() + "/" + id.name() + (id.successor() ? "/" : ""));
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
        if (id.successor()) {
            successors.set(nameOf(id));
        } else {
            names.add(id);
        }
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
        Path gone = moveAside(nameOf(id));
        forget(id);
        return gone;
    }

    private Path moveAside(String name) throws IOException {
        Path gone = removed.resolve(name + "-" + Ulids.next());
        Files.move(collection(name), gone, StandardCopyOption.ATOMIC_MOVE);
        IOUtils.fsync(removed, true);
        IOUtils.fsync(collections, true);
        return gone;
    }

    /** The names of the folders of successors; there may be some whose folder is gone. */
    List<String> successors() throws IOException {
        return successors.all();
    }

    /**
     * Has a successor take its collection's place if that has been decided, as often as it is asked to and from wherever
     * it was interrupted. Neither may be open.
     *
     * @return where the files of what was in that place are, which {@link #removeFiles} removes
     */
    Optional<Path> finishReplacement(String successor) throws IOException {
        Path folder = collection(successor);
        if (!CollectionIndex.isIn(folder)) {
            // What there is of it was never finished.
            if (Files.isDirectory(folder)) {
                IOUtils.rm(folder);
            }
            forgetSuccessor(successor);
            return Optional.empty();
        }
        CollectionId id = CollectionIndex.describe(folder).id();
        if (id.successor()) {
            return Optional.empty();
        }
        String name = nameOf(id);
        if (unfinished.isSet(successor)) {
            unfinished.set(name);
        }
        Optional<Path> gone = Files.isDirectory(collection(name)) ? Optional.of(moveAside(name)) : Optional.empty();
        Files.move(folder, collection(name), StandardCopyOption.ATOMIC_MOVE);
        IOUtils.fsync(collections, true);
        forgetSuccessor(successor);
        return gone;
    }

    /** Before removals are finished: what was moved aside for a successor still has its name. */
    private void finishReplacements() throws IOException {
        for (String successor : successors.all()) {
            Path folder = collection(successor);
            try {
                finishReplacement(successor);
                if (CollectionIndex.isIn(folder) && isAlone(folder)) {
                    moveAside(successor);
                    forgetSuccessor(successor);
                }
            } catch (IOException | RuntimeException e) {
                // What it replaces may be moved aside already, and is not to be removed before it is replaced.
                throw new IOException("what is in " + folder + " cannot take its collection's place: " + e, e);
            }
        }
    }

    private boolean isAlone(Path successor) throws IOException {
        CollectionId home = CollectionIndex.describe(successor).id().asItself();
        return !CollectionIndex.isIn(collection(nameOf(home)));
    }

    private void forgetSuccessor(String name) throws IOException {
        unfinished.clear(name);
        successors.clear(name);
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
        if (id.successor()) {
            forgetSuccessor(nameOf(id));
        } else {
            unfinished.clear(nameOf(id));
            names.remove(id);
        }
    }

    void markUnfinished(String name) throws IOException {
        unfinished.set(name);
    }

    void unmarkUnfinished(String name) throws IOException {
        unfinished.clear(name);
    }

    List<String> markedUnfinished() throws IOException {
        return unfinished.all();
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
