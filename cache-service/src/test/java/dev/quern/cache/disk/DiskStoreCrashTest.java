package dev.quern.cache.disk;

import static dev.quern.cache.Values.document;
import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.cache.CacheKey;
import dev.quern.cache.CachedValue;
import dev.quern.cache.Eventually;
import dev.quern.cache.Glob;
import dev.quern.cache.Invalidation;
import dev.quern.cache.LogPosition;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.cache.ValueType;
import dev.quern.cache.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskStoreCrashTest {
    @TempDir
    Path folder;

    @Test
    void hasItsValuesAfterARestart() throws Exception {
        try (DiskStore store = Disks.in(folder)) {
            store.put(key("acme", "k"), value("v", document("d")));
            settle(store);
        }

        try (DiskStore again = reopened(folder)) {
            assertThat(text(again, "k")).contains("v");
            assertThat(again.invalidate(new Invalidation.OfTag("acme", document("d"))))
                    .isEqualTo(1);
        }
    }

    @Test
    void keepsWhatWasInvalidatedAwayAfterARestart() throws Exception {
        try (DiskStore store = Disks.in(folder)) {
            store.put(key("acme", "by-key"), value("v"));
            store.put(key("acme", "by-tag"), value("v", document("d")));
            store.put(key("acme", "by-pattern"), value("v"));
            store.put(key("globex", "by-tenant"), value("v"));
            store.put(key("acme", "replaced"), value("old"));
            settle(store);
            store.invalidate(new Invalidation.OfKey(key("acme", "by-key")));
            store.invalidate(new Invalidation.OfTag("acme", document("d")));
            store.invalidate(new Invalidation.OfPattern("acme", new Glob("*pattern")));
            store.invalidate(new Invalidation.OfTenant("globex"));
            store.put(key("acme", "replaced"), value("new"));
            settle(store);
        }

        try (DiskStore again = reopened(folder)) {
            assertThat(text(again, "by-key")).isEmpty();
            assertThat(text(again, "by-tag")).isEmpty();
            assertThat(text(again, "by-pattern")).isEmpty();
            assertThat(again.get(key("globex", "by-tenant"))).isEmpty();
            assertThat(text(again, "replaced")).contains("new");
        }
    }

    @Test
    void dropsWhatCanChangeForGoodAndKeepsTheRest() throws Exception {
        CacheKey embedding = new CacheKey("acme", ValueType.EMBEDDING, "k");
        try (DiskStore store = Disks.in(folder)) {
            store.put(key("acme", "k"), value("v"));
            store.put(embedding, value("vector"));
            settle(store);

            store.dropChangeable();

            assertThat(text(store, "k")).isEmpty();
            assertThat(store.get(embedding)).isPresent();
        }

        try (DiskStore again = reopened(folder)) {
            assertThat(text(again, "k")).isEmpty();
            assertThat(again.get(embedding)).isPresent();
        }
    }

    @Test
    void remembersThePositionInTheLogOfTheReplicas() {
        LogPosition position = new LogPosition("incarnation", "17-4");
        assertThat(new DiskLogPositions(folder).load()).isEmpty();

        new DiskLogPositions(folder).store(position);

        assertThat(new DiskLogPositions(folder).load()).contains(position);
    }

    @Test
    void servesNoOldValueFromALogThatEndsAnywhere() throws Exception {
        Path original = folder.resolve("original");
        byte[] written = log(original);

        for (int length = 0; length <= written.length; length++) {
            Path copy = folder.resolve("cut" + length);
            Files.createDirectories(copy);
            Files.write(copy.resolve("0.segment"), java.util.Arrays.copyOf(written, length));
            try (DiskStore store = reopened(copy)) {
                assertThat(text(store, "b").orElse("b2")).isIn("b1", "b2");
                assertThat(text(store, "c").orElse("c1")).isEqualTo("c1");
                // The whole log is there only when its end is: the invalidation stands before the last value.
                if (text(store, "z").isPresent()) {
                    assertThat(text(store, "a")).isEmpty();
                    assertThat(text(store, "b")).contains("b2");
                }
            }
        }
    }

    @Test
    void servesNoWrongValueFromALogWithADamagedByteAnywhere() throws Exception {
        Path original = folder.resolve("original");
        byte[] written = log(original);
        Random random = new Random(42);

        for (int at = 0; at < written.length; at++) {
            byte[] damaged = written.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Path copy = folder.resolve("flip" + at);
            Files.createDirectories(copy);
            Files.write(copy.resolve("0.segment"), damaged);
            try (DiskStore store = reopened(copy)) {
                assertThat(text(store, "a")).isEmpty();
                assertThat(text(store, "b").orElse("b2")).isEqualTo("b2");
                assertThat(text(store, "c").orElse("c1")).isEqualTo("c1");
                assertThat(text(store, "z").orElse("z1")).isEqualTo("z1");
            }
        }
    }

    @Test
    void refusesAFolderThatAnotherUsesAndTakesItWhenTheOtherHasGone() throws Exception {
        DiskStore first = reopened(folder);
        try (DiskStore second = Disks.in(folder)) {
            assertThatThrownBy(second::check)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("uses " + folder);

            first.close();

            second.check();
        }
    }

    @Test
    void saysWhichFolderCannotBeUsed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");

        try (DiskStore store = Disks.in(file)) {
            assertThatThrownBy(() -> store.put(key("acme", "k"), value("v")))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void staysWithinItsBytesAndKeepsWhatIsAskedFor() throws Exception {
        Random random = new Random(7);
        byte[] megabyte = new byte[1024 * 1024];
        try (DiskStore store = Disks.in(folder)) {
            store.put(key("acme", "wanted"), value("v"));
            for (int i = 0; i < 150; i++) {
                random.nextBytes(megabyte);
                CachedValue large = value(new String(megabyte, java.nio.charset.StandardCharsets.ISO_8859_1));
                store.put(key("acme", "large" + i), large);
                settle(store);
                assertThat(text(store, "wanted")).contains("v");
            }

            assertThat(store.usage().bytes()).isLessThanOrEqualTo(Disks.BYTES);
            assertThat(bytesOnDisk()).isLessThanOrEqualTo(Disks.BYTES + Disks.BYTES / 8);
            assertThat(store.usage().evictions()).isPositive();
            assertThat(store.get(key("acme", "large149"))).isPresent();
            assertThat(store.get(key("acme", "large0"))).isEmpty();
        }
    }

    @Test
    void leavesOutWhatDoesNotFitIntoTheQueueAndDoesNotServeWhatItReplaced() throws Exception {
        try (DiskStore store = Disks.in(folder, 100, 1)) {
            for (int i = 0; i < 2_000; i++) {
                store.put(key("acme", "k"), value("v" + i));
                assertThat(text(store, "k").orElse("v" + i)).isEqualTo("v" + i);
            }
        }
    }

    /** a1 and b1, then a dropped, b2, c1, z1. */
    private static byte[] log(Path original) throws Exception {
        try (DiskStore store = Disks.in(original)) {
            store.put(key("acme", "a"), value("a1"));
            store.put(key("acme", "b"), value("b1"));
            settle(store);
            store.invalidate(new Invalidation.OfTag("acme", document("unknown")));
            store.invalidate(new Invalidation.OfKey(key("acme", "a")));
            store.put(key("acme", "b"), value("b2"));
            store.put(key("acme", "c"), value("c1"));
            store.put(key("acme", "z"), value("z1"));
            settle(store);
        }
        // An open gives back what the records do not take.
        reopened(original).close();
        return Files.readAllBytes(original.resolve("0.segment"));
    }

    private static void settle(DiskStore store) throws Exception {
        Eventually.await("everything is on the disk", store::isSettled);
    }

    private static DiskStore reopened(Path folder) throws Exception {
        DiskStore store = Disks.in(folder);
        store.check();
        settle(store);
        return store;
    }

    private static Optional<String> text(DiskStore store, String key) {
        return store.get(key("acme", key)).map(Values::text);
    }

    private long bytesOnDisk() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
