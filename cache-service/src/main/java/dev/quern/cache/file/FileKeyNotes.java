package dev.quern.cache.file;

import dev.quern.cache.CacheKey;
import dev.quern.cache.KeyNotes;
import dev.quern.cache.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keys in a file, one a line: type, tenant and key, the last two in Base64. A line that says something else is left out,
 * and a wrong key is one that no level has, so a damaged file does no harm.
 */
public final class FileKeyNotes implements KeyNotes {
    private static final int PARTS = 3;
    /** Far above what is written; whatever is larger is something else. */
    private static final long LARGEST = 256L * 1024 * 1024;

    private final Path file;

    public FileKeyNotes(Path folder) {
        file = folder.resolve("hot-keys");
    }

    @Override
    public List<CacheKey> read() throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
            return List.of();
        }
        // Not as UTF-8, in which some bytes are errors.
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.map(FileKeyNotes::decoded).flatMap(Optional::stream).toList();
        }
    }

    @Override
    public void write(List<CacheKey> keys) throws IOException {
        List<String> lines = new ArrayList<>();
        for (CacheKey key : keys) {
            lines.add(key.type() + " " + encoded(key.tenant()) + " " + encoded(key.key()));
        }
        Files.createDirectories(file.getParent());
        Path next = file.resolveSibling("hot-keys.new");
        Files.write(next, lines, StandardCharsets.ISO_8859_1);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Optional<CacheKey> decoded(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CacheKey(text(parts[1]), ValueType.valueOf(parts[0]), text(parts[2])));
        } catch (RuntimeException damaged) {
            return Optional.empty();
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String encoded) {
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }
}
