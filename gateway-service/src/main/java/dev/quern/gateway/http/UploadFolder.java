package dev.quern.gateway.http;

import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.QuernException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Where uploaded files wait until they are stored: a folder that belongs to one process, which empties it at its start. */
@ApplicationScoped
public class UploadFolder {
    /** As the HTTP layer names them. */
    static final String UPLOADS = "resteasy-reactive*upload";

    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    private final Path folder;
    private final UploadRoom room;
    private volatile @Nullable FileChannel lock;

    public UploadFolder(
            GatewayConfig config, @ConfigProperty(name = "quarkus.http.body.uploads-directory") String folder) {
        this.folder = Path.of(folder).toAbsolutePath();
        room = new UploadRoom(
                this.folder.toFile()::getUsableSpace, config.freeSpace().asLongValue());
    }

    void open(@Observes StartupEvent start) {
        lock = prepare(folder);
    }

    void close(@Observes ShutdownEvent end) throws IOException {
        FileChannel held = lock;
        if (held != null) {
            held.close();
        }
    }

    /** Makes room for so many bytes, to be given back by running the result; throws when there is none. */
    Runnable promise(long bytes) {
        try {
            make(folder);
        } catch (IOException e) {
            throw QuernException.overloaded("There is no place to keep files.", TRY_AGAIN);
        }
        return room.promise(bytes);
    }

    /** What keeps all uploads out. */
    Optional<String> problem() {
        if (!Files.isWritable(folder)) {
            return Optional.of("The folder " + folder + " cannot be written to.");
        }
        return room.isNone() ? Optional.of("The disk of the folder " + folder + " is nearly full.") : Optional.empty();
    }

    /**
     * Makes it, for its owner alone, and empties it of what an earlier process left.
     *
     * @return what keeps other processes out while it is open
     */
    static FileChannel prepare(Path folder) {
        try {
            make(folder);
            FileChannel lock = lock(folder);
            empty(folder);
            return lock;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The folder " + folder + " cannot be used for uploads (" + e
                            + "): make it writable, or set quern.gateway.state to another one.",
                    e);
        }
    }

    private static void make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder);
        PosixFileAttributeView rights = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (rights != null) {
            rights.setPermissions(PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        Path file = folder.resolveSibling(folder.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new IllegalStateException("The folder " + folder
                    + " is in use by another process: stop that one, or set quern.gateway.state to another folder.");
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

    /** Of uploads only, as somebody may have named a folder that holds other things. */
    private static void empty(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, UPLOADS)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
