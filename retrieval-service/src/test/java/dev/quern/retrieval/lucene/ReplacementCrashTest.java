package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static dev.quern.retrieval.StoredDocuments.store;
import static dev.quern.retrieval.StoredDocuments.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.TestConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a process that replaces a collection, at any moment and at each of the few that matter. */
class ReplacementCrashTest {
    private final CollectionId collection = newCollection();
    private final CollectionId successor = collection.asSuccessor();

    @TempDir
    Path state;

    @Test
    void leavesTheOldOrTheNew() throws IOException, InterruptedException {
        long round = 0;
        for (int crash = 0; crash < 5; crash++) {
            // Two lines a round: an odd number ends within a replacement, an even one after it.
            Said said = replaceAndKill(round, 4 + crash);

            try (DocumentStore store = open()) {
                check(store, said);
            }
            round = said.replacing + 1;
        }
    }

    private static final class Said {
        long replacing = -1;
        long replaced = -1;
    }

    private Said replaceAndKill(long firstRound, int lines) throws IOException, InterruptedException {
        Process replacer = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingReplacer.class.getName(),
                        state.toString(),
                        Long.toString(firstRound))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Said said = new Said();
        try (BufferedReader output = replacer.inputReader()) {
            int read = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String[] words = line.split(" ", -1);
                switch (words[0]) {
                    case "replacing" -> said.replacing = Long.parseLong(words[1]);
                    case "replaced" -> said.replaced = Long.parseLong(words[1]);
                    default -> throw new IllegalStateException(line);
                }
                if (++read == lines) {
                    // The process's own method would close its output, too.
                    replacer.toHandle().destroyForcibly();
                }
            }
        } finally {
            replacer.destroyForcibly();
            replacer.waitFor();
        }
        assertThat(said.replaced).isGreaterThanOrEqualTo(firstRound);
        return said;
    }

    private void check(DocumentStore store, Said said) throws IOException {
        CollectionId id = CrashingReplacer.COLLECTION;
        List<String> texts = texts(store, id);
        assertThat(texts).hasSize(2);
        // The one after the last that was heard of may have happened, too.
        long shown = Long.parseLong(texts.getFirst().split(" ", -1)[0]);
        assertThat(shown).isBetween(said.replaced, said.replaced + 1);
        assertThat(texts).containsExactlyInAnyOrder(shown + " a", shown + " b");
        assertThat(store.unfinished()).contains(new DocumentId(id, "waiting"));
        assertThat(store.text(new DocumentId(id, "waiting")).map(DocumentText::whole))
                .contains("round " + shown);
        assertThat(store.collections(id.tenant(), 10, Optional.empty()).items())
                .extracting(Collection::id)
                .containsExactly(id);
        if (store.deleteCollection(id.asSuccessor())) {
            assertThat(store.unfinished()).containsExactly(new DocumentId(id, "waiting"));
        }
        assertThat(store.rebuilding()).isEmpty();
        assertThat(in("removed")).isEmpty();
        assertThat(in("successors")).isEmpty();
        assertThat(in("collections")).hasSize(1);
    }

    @Test
    void finishesWhatWasDecided() throws IOException {
        prepare();
        decide();

        assertReplaced();
    }

    @Test
    void finishesWhenTheOldOneIsOutOfTheWay() throws IOException {
        prepare();
        decide();
        Files.move(folder("collections/" + StateFolder.nameOf(collection)), folder("removed/old"));

        assertReplaced();
    }

    @Test
    void finishesWhenOnlyTheMarkersAreLeft() throws IOException {
        prepare();
        decide();
        Files.move(folder("collections/" + StateFolder.nameOf(collection)), folder("removed/old"));
        Files.move(
                folder("collections/" + StateFolder.nameOf(successor)),
                folder("collections/" + StateFolder.nameOf(collection)));

        assertReplaced();
    }

    @Test
    void doesNotStartWhileTheReplacementCannotBeFinished() throws IOException {
        prepare();
        decide();
        Path place = folder("collections/" + StateFolder.nameOf(collection));
        Files.move(place, folder("removed/old"));
        Files.writeString(place, "in the way");

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot take its collection's place");
        }
        Files.delete(place);

        assertReplaced();
    }

    @Test
    void doesNotStartWhenItCannotReadWhatTheSuccessorIs() throws IOException {
        prepare();
        Path next = folder("collections/" + StateFolder.nameOf(successor));
        try (Stream<Path> files = Files.list(next)) {
            for (Path commit : files.filter(
                            file -> file.getFileName().toString().startsWith("segments_"))
                    .toList()) {
                Files.writeString(commit, "broken");
            }
        }

        assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class).hasMessageContaining(next.toString());
    }

    @Test
    void removesNothingThatIsTakingAPlace() throws IOException {
        prepare();
        try (DocumentStore store = open()) {
            assertThatThrownBy(() -> store.replace(collection, () -> rename("removed", "elsewhere")))
                    .isInstanceOf(QuernException.class);

            assertThatThrownBy(() -> store.deleteCollection(successor)).isInstanceOf(QuernException.class);
            rename("elsewhere", "removed");

            assertThat(texts(store, collection)).containsExactly("new");
        }
    }

    private void rename(String before, String after) {
        try {
            Files.move(folder(before), folder(after));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void forgetsASuccessorWhoseCollectionIsGone() throws IOException {
        prepare();
        Files.move(folder("collections/" + StateFolder.nameOf(collection)), folder("removed/old"));

        try (DocumentStore store = open()) {
            assertThat(store.state(successor)).isEmpty();
            assertThat(store.rebuilding()).isEmpty();
            assertThat(store.unfinished()).isEmpty();
            assertThat(store.collections(collection.tenant(), 10, Optional.empty())
                            .items())
                    .isEmpty();
        }
        try (DocumentStore _ = open()) {
            assertThat(in("collections")).isEmpty();
            assertThat(in("removed")).isEmpty();
        }
    }

    @Test
    void removesTheSuccessorWithItsCollection() throws IOException {
        prepare();
        try (DocumentStore store = open()) {
            assertThat(store.deleteCollection(collection)).isTrue();

            assertThat(store.state(successor)).isEmpty();
            assertThat(store.unfinished()).isEmpty();
            for (String folder : List.of("collections", "removed", "successors", "unfinished")) {
                assertThat(in(folder)).describedAs(folder).isEmpty();
            }
        }
    }

    private void prepare() {
        try (DocumentStore store = open()) {
            store.createCollection(collection, SETTINGS);
            store(store, collection, "one", "old");
            store.createCollection(successor, SETTINGS);
            store(store, successor, "one", "new");
            store.accept(pending(successor, "waiting", 0), DocumentText.of("waiting"));
        }
    }

    /** Does as much of a replacement as decides that it happens. */
    private void decide() throws IOException {
        IndexSettings settings = new IndexSettings(TestConfig.with().lucene());
        try (CollectionIndex index =
                CollectionIndex.open(folder("collections/" + StateFolder.nameOf(successor)), settings)) {
            index.write(edit -> {
                edit.becomeItself();
                return true;
            });
        }
    }

    private void assertReplaced() throws IOException {
        try (DocumentStore store = open()) {
            assertThat(texts(store, collection)).containsExactly("new");
            assertThat(store.collections(collection.tenant(), 10, Optional.empty())
                            .items())
                    .extracting(Collection::id)
                    .containsExactly(collection);
            assertThat(store.state(successor)).isEmpty();
            assertThat(store.rebuilding()).isEmpty();
            assertThat(store.unfinished()).containsExactly(new DocumentId(collection, "waiting"));
        }
        assertThat(in("successors")).isEmpty();
        assertThat(in("unfinished")).containsExactly(StateFolder.nameOf(collection));
        try (DocumentStore _ = open()) {
            assertThat(in("collections")).containsExactly(StateFolder.nameOf(collection));
            assertThat(in("removed")).isEmpty();
        }
    }

    private DocumentStore open() {
        return new LuceneDocumentStore(state, TestConfig.with().lucene());
    }

    private Path folder(String name) {
        return state.resolve("lucene").resolve(name);
    }

    private List<String> in(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder(name))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
