package dev.quern.cache.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.CacheKey;
import dev.quern.cache.ValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileKeyNotesTest {
    private static final List<CacheKey> KEYS = List.of(
            new CacheKey("acme", ValueType.ANSWER, "what is\n a \u2028 quern?"),
            new CacheKey("acme", ValueType.EMBEDDING, "맷돌 🌾"),
            new CacheKey("globex", ValueType.SEARCH, " "));

    @TempDir
    Path folder;

    @Test
    void readsWhatItWroteInItsOrder() throws Exception {
        new FileKeyNotes(folder.resolve("a/b")).write(List.of());
        new FileKeyNotes(folder.resolve("a/b")).write(KEYS);

        assertThat(new FileKeyNotes(folder.resolve("a/b")).read()).isEqualTo(KEYS);
    }

    @Test
    void hasNothingWithoutAFile() throws Exception {
        assertThat(new FileKeyNotes(folder.resolve("missing")).read()).isEmpty();
    }

    @Test
    void survivesAnyDamageToItsFile() throws Exception {
        FileKeyNotes notes = new FileKeyNotes(folder);
        notes.write(KEYS);
        Path file = folder.resolve("hot-keys");
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int length = 0; length < whole.length; length++) {
            byte[] damaged = Arrays.copyOf(whole, length);
            Files.write(file, damaged);
            assertThat(notes.read()).hasSizeLessThanOrEqualTo(KEYS.size());

            damaged = whole.clone();
            damaged[length] = (byte) random.nextInt(256);
            Files.write(file, damaged);
            assertThat(notes.read()).hasSizeGreaterThanOrEqualTo(1);
        }
    }
}
