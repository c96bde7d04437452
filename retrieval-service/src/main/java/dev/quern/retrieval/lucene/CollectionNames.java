package dev.quern.retrieval.lucene;

import dev.quern.retrieval.CollectionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;

/**
 * The names of the collections of each tenant: a folder per tenant, an empty file per collection. A name is there before
 * its collection and goes after it, so a name may lack its collection, but no collection its name.
 */
final class CollectionNames {
    private final Path root;

    CollectionNames(Path root) {
        this.root = root;
    }

    void add(CollectionId id) throws IOException {
        Path marker = marker(id);
        Path tenant = Files.createDirectories(folder(id.tenant()));
        if (!Files.exists(marker)) {
            Files.createFile(marker);
        }
        // Also for one that is there: whoever made it may have failed before this.
        IOUtils.fsync(tenant, true);
        IOUtils.fsync(root, true);
    }

    void remove(CollectionId id) throws IOException {
        Files.deleteIfExists(marker(id));
    }

    List<String> of(String tenant) throws IOException {
        try (Stream<Path> markers = Files.list(folder(tenant))) {
            return markers.map(marker -> decoded(marker.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Path folder(String tenant) {
        return root.resolve(StateFolder.hash(tenant));
    }

    /** In hexadecimal: some file systems take names in upper and lower case for the same. */
    private Path marker(CollectionId id) {
        return folder(id.tenant()).resolve(HexFormat.of().formatHex(id.name().getBytes(StandardCharsets.UTF_8)));
    }

    private static String decoded(String marker) {
        return new String(HexFormat.of().parseHex(marker), StandardCharsets.UTF_8);
    }
}
