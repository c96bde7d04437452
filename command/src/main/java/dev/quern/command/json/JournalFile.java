package dev.quern.command.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.command.Journal;
import dev.quern.command.JournalEntry;
import dev.quern.command.UsageException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A journal as a file of JSON lines, the last line of a name counting. A line that is cut off, as after a crash, is as
 * good as none: its file is brought once more.
 */
public final class JournalFile implements Journal {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();
    private static final int LINES_NOT_WORTH_REWRITING = 1000;

    private final Map<String, JournalEntry> entries = new ConcurrentHashMap<>();
    private final Path file;
    private final FileChannel lock;
    private final BufferedWriter lines;

    private JournalFile(Path file, FileChannel lock) throws IOException {
        this.file = file;
        this.lock = lock;
        long read = read();
        if (read > 2L * entries.size() + LINES_NOT_WORTH_REWRITING) {
            rewrite();
        }
        lines = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        // Whatever a crash has cut off ends here.
        lines.write('\n');
        lines.flush();
    }

    /** @throws UsageException when another process has it */
    public static JournalFile open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel lock = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (isTaken(lock)) {
                lock.close();
                throw new UsageException("Another ./quern ingest of the same files is running.");
            }
            return new JournalFile(file, lock);
        } catch (IOException e) {
            throw new UsageException("The journal " + file + " cannot be kept: " + e.getMessage()
                    + " (XDG_STATE_HOME names another folder)");
        }
    }

    private static boolean isTaken(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    @Override
    public Optional<JournalEntry> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    @Override
    public Stream<JournalEntry> entries() {
        return entries.values().stream();
    }

    @Override
    public synchronized void record(JournalEntry entry) {
        append(entry);
        entries.put(entry.name(), entry);
    }

    @Override
    public synchronized void forget(String name) {
        append(new Forgotten(name));
        entries.remove(name);
    }

    @Override
    public synchronized void close() {
        try (lock;
                lines) {
            lines.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private record Forgotten(String name) {}

    private void append(Object line) {
        try {
            lines.write(JSON.writeValueAsString(line));
            lines.write('\n');
            lines.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private UncheckedIOException failed(IOException why) {
        return new UncheckedIOException("The journal " + file + " cannot be written: " + why.getMessage(), why);
    }

    /** @return how many lines there were */
    private long read() throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        long count = 0;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                count++;
                read(line);
            }
        }
        return count;
    }

    private void read(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node.has("state")) {
                JournalEntry entry = JSON.treeToValue(node, JournalEntry.class);
                entries.put(entry.name(), entry);
            } else {
                entries.remove(node.path("name").asText(""));
            }
        } catch (JacksonException e) {
            // Cut off.
        }
    }

    private void rewrite() throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (BufferedWriter writer = Files.newBufferedWriter(fresh)) {
            for (JournalEntry entry : List.copyOf(entries.values())) {
                writer.write(JSON.writeValueAsString(entry));
                writer.write('\n');
            }
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
