package dev.quern.command.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.command.Origins;
import dev.quern.command.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Origins as a file of JSON lines that all runs share, the last line of a document counting. Every line begins with its
 * line break, so that one that a crash has cut off spoils no other.
 */
public final class OriginsFile implements Origins {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private final Map<String, Path> origins = new HashMap<>();
    private final Path file;
    private final FileChannel channel;
    private long read;

    private OriginsFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @param path empty: it is nobody's */
    private record Line(String documentId, String path) {}

    /** @throws UsageException when it cannot be kept there */
    public static OriginsFile open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return new OriginsFile(
                    file,
                    FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new UsageException("The file " + file + " cannot be kept: " + e.getMessage()
                    + " (XDG_STATE_HOME names another folder)");
        }
    }

    @Override
    public synchronized Optional<Path> claim(String documentId, Path claiming, boolean replaces) {
        return upToDate(() -> {
            Optional<Path> owner = Optional.ofNullable(origins.get(documentId));
            Optional<Path> other = owner.filter(path -> isAnother(path, claiming) && !replaces);
            if (other.isEmpty() && !owner.equals(Optional.of(claiming))) {
                append(new Line(documentId, claiming.toString()));
            }
            return other;
        });
    }

    @Override
    public synchronized boolean isOfAnother(String documentId, Path asking) {
        return upToDate(() -> {
            Path owner = origins.get(documentId);
            return owner != null && isAnother(owner, asking);
        });
    }

    @Override
    public synchronized void release(String documentId, Path releasing) {
        upToDate(() -> {
            if (releasing.equals(origins.get(documentId))) {
                append(new Line(documentId, ""));
            }
            return true;
        });
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** What cannot be looked at counts as there. */
    private static boolean isAnother(Path owner, Path file) {
        return !owner.equals(file) && !Files.notExists(owner, LinkOption.NOFOLLOW_LINKS);
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T upToDate(Work<T> work) {
        try (var _ = channel.lock()) {
            catchUp();
            return work.run();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Reads what other processes have written; each writes whole lines while it has the lock. */
    private void catchUp() throws IOException {
        long size = channel.size();
        ByteBuffer fresh = ByteBuffer.allocate(Math.toIntExact(size - read));
        while (fresh.hasRemaining() && channel.read(fresh, read + fresh.position()) >= 0) {
            // Until all is there.
        }
        read += fresh.flip().remaining();
        StandardCharsets.UTF_8.decode(fresh).toString().lines().forEach(this::read);
    }

    private void read(String line) {
        try {
            if (!line.isEmpty()) {
                remember(JSON.readValue(line, Line.class));
            }
        } catch (JacksonException e) {
            // Cut off.
        }
    }

    private void remember(Line line) {
        if (line.path().isEmpty()) {
            origins.remove(line.documentId());
        } else {
            origins.put(line.documentId(), Path.of(line.path()));
        }
    }

    private void append(Line line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode("\n" + JSON.writeValueAsString(line));
        while (bytes.hasRemaining()) {
            read += channel.write(bytes, read);
        }
        remember(line);
    }

    private UncheckedIOException failed(IOException why) {
        return new UncheckedIOException("The file " + file + " cannot be written: " + why.getMessage(), why);
    }
}
