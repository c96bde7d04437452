package dev.quern.cache.disk;

import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.cache.CacheKey;
import dev.quern.cache.CachedValue;
import dev.quern.cache.Eventually;
import dev.quern.cache.Invalidation;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.cache.Values;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskStoreFailuresTest {
    @TempDir
    Path parent;

    private final Random random = new Random(11);

    @Test
    void keepsAwayWhatWasInvalidatedWhenItsNewerValueFoundNoRoomInTheQueue() throws Exception {
        try (DiskStore store = Disks.in(folder(), 100, 1)) {
            for (int round = 0; round < 20; round++) {
                String name = "k" + round;
                store.put(key("acme", name), value("old"));
                settle(store);
                leaveOutANewerValue(store, name);

                store.invalidate(new Invalidation.OfKey(key("acme", name)));

                try (DiskStore afterCrash = reopened(copyOfFolder("crash" + round))) {
                    assertThat(text(afterCrash, name)).isEmpty();
                }
            }
        }
    }

    @Test
    void hasNoValueAfterACloseThatWasReplacedBefore() throws Exception {
        try (DiskStore store = Disks.in(folder())) {
            putAll(store, "old");
            settle(store);
            putAll(store, "new");
        }

        try (DiskStore again = reopened(folder())) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(text(again, "k" + i).orElse("new")).isEqualTo("new");
            }
        }
    }

    @Test
    void doesNotFindAnOldValueThatWasReplacedWhileTheOldLogWasRead() throws Exception {
        try (DiskStore store = Disks.in(folder())) {
            putAll(store, "old");
            settle(store);
        }

        try (DiskStore again = Disks.in(folder(), 100_000, 1)) {
            putAll(again, "new");
            settle(again);
            for (int i = 0; i < 1_000; i++) {
                assertThat(text(again, "k" + i).orElse("new")).isEqualTo("new");
            }
        }
    }

    @Test
    void takesNothingAfterItsClose() throws Exception {
        DiskStore store = reopened(folder());
        store.close();

        assertThatThrownBy(() -> store.put(key("acme", "k"), value("v")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("shutting down");
    }

    @Test
    void isEmptyAndSaysSoAtEveryPutWhileItCannotBeWrittenTo() throws Exception {
        try (DiskStore store = Disks.in(folder())) {
            store.put(key("acme", "before"), value("v"));
            settle(store);
            loseFolder();
            fill(store);

            assertThat(text(store, "before")).isEmpty();
            for (int i = 0; i < 100; i++) {
                CacheKey key = key("acme", "k" + i);
                assertThatThrownBy(() -> store.put(key, value("v"))).isInstanceOf(StoreUnavailableException.class);
                assertThat(store.get(key)).isEmpty();
                assertThatThrownBy(store::check).isInstanceOf(StoreUnavailableException.class);
            }
        }
    }

    @Test
    void worksAgainWhenItsFolderCanBeWrittenToAgain() throws Exception {
        try (DiskStore store = Disks.in(folder())) {
            store.put(key("acme", "k"), value("old"));
            settle(store);
            loseFolder();
            fill(store);
            Files.delete(folder());
            Files.createDirectory(folder());

            Eventually.await("it has tried again", () -> !isInTrouble(store));

            store.put(key("acme", "k"), value("new"));
            settle(store);
            try (DiskStore afterCrash = reopened(copyOfFolder("crash"))) {
                assertThat(text(afterCrash, "k")).contains("new");
            }
        }
    }

    @Test
    void takesPagesThatCannotBeReadForAMiss() throws Exception {
        try (DiskStore store = Disks.in(folder())) {
            store.put(key("acme", "k"), large());
            settle(store);
            truncate(folder().resolve("0.segment"));

            assertThat(store.get(key("acme", "k"))).isEmpty();
        }
    }

    @Test
    void takesAnOldLogWhosePagesCannotBeReadForDamaged() throws Exception {
        try (DiskStore store = Disks.in(folder())) {
            store.put(key("acme", "k"), large());
            settle(store);
        }
        Path file = folder().resolve("0.segment");
        Segment segment = Segment.open(0, file);
        truncate(file);

        assertThatThrownBy(() -> LogReader.read(List.of(segment), 0)).isInstanceOf(IOException.class);
    }

    /** The newer value is not found at once any more: it has been left out. */
    private void leaveOutANewerValue(DiskStore store, String name) throws Exception {
        do {
            store.put(key("acme", "large"), large());
            store.put(key("acme", name), value("new"));
        } while (text(store, name).isPresent());
    }

    private void fill(DiskStore store) throws Exception {
        Eventually.await("it has noticed that it cannot be written to", () -> {
            try {
                store.put(key("acme", "large"), large());
                return false;
            } catch (StoreUnavailableException away) {
                return true;
            }
        });
    }

    private CachedValue large() {
        byte[] bytes = new byte[512 * 1024];
        random.nextBytes(bytes);
        return value(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** A folder that has become a file takes nothing, whoever asks. */
    private void loseFolder() throws IOException {
        Files.move(folder(), parent.resolve("moved away"));
        Files.writeString(folder(), "not a folder");
    }

    private Path copyOfFolder(String name) throws IOException {
        Path copy = Files.createDirectories(parent.resolve(name));
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private Path folder() {
        return parent.resolve("cache");
    }

    private static boolean isInTrouble(DiskStore store) {
        try {
            store.check();
            return false;
        } catch (StoreUnavailableException trouble) {
            return true;
        }
    }

    private static void putAll(DiskStore store, String text) {
        for (int i = 0; i < 1_000; i++) {
            store.put(key("acme", "k" + i), value(text));
        }
    }

    private static void truncate(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
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
}
