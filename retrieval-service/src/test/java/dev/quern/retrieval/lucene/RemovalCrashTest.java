package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.TestConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a process that removes collections, again and again. */
class RemovalCrashTest {
    private static final String TENANT = CrashingRemover.collection(0).tenant();

    @TempDir
    Path state;

    @Test
    void leavesACollectionThereOrGone() throws IOException, InterruptedException {
        long round = 0;
        for (int crash = 0; crash < 6; crash++) {
            // Three lines a round: now and then it is killed while it makes, while it removes, and between them.
            Said said = removeAndKill(round, 7 + crash);

            try (DocumentStore store =
                    new LuceneDocumentStore(state, TestConfig.with().lucene())) {
                check(store, said);
            }
            round = said.making + 1;
        }
    }

    private static final class Said {
        long making = -1;
        long made = -1;
        long removed = -1;
    }

    private Said removeAndKill(long firstRound, int lines) throws IOException, InterruptedException {
        Process remover = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingRemover.class.getName(),
                        state.toString(),
                        Long.toString(firstRound))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Said said = new Said();
        try (BufferedReader output = remover.inputReader()) {
            int read = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String[] words = line.split(" ", -1);
                long round = Long.parseLong(words[1]);
                switch (words[0]) {
                    case "making" -> said.making = round;
                    case "made" -> said.made = round;
                    case "removed" -> said.removed = round;
                    default -> throw new IllegalStateException(line);
                }
                if (++read == lines) {
                    // The process's own method would close its output, too.
                    remover.toHandle().destroyForcibly();
                }
            }
        } finally {
            remover.destroyForcibly();
            remover.waitFor();
        }
        assertThat(said.removed).isGreaterThanOrEqualTo(firstRound);
        return said;
    }

    private void check(DocumentStore store, Said said) throws IOException {
        // A round that was said to be removed is gone; only the last one may be there, or the next, unsaid.
        for (Collection left : store.collections(TENANT, 10, Optional.empty()).items()) {
            CollectionId id = left.id();
            boolean last = id.equals(CrashingRemover.collection(said.making));
            boolean unsaid = said.making == said.removed && id.equals(CrashingRemover.collection(said.making + 1));
            assertThat(last || unsaid)
                    .describedAs("%s after %s", id, said.making)
                    .isTrue();
            assertThat(texts(store, id).size()).isIn(0, 2);
            if (said.made == said.making) {
                // It was whole before it was removed, so it is whole or gone.
                if (last) {
                    assertThat(texts(store, id)).containsExactlyInAnyOrder(said.made + " a", said.made + " b");
                    assertThat(store.unfinished()).contains(new DocumentId(id, "waiting"));
                }
            }
        }
        for (long round = said.making; round <= said.making + 1; round++) {
            CollectionId id = CrashingRemover.collection(round);
            store.deleteCollection(id);
            store.createCollection(id, SETTINGS);
            assertThat(texts(store, id)).isEmpty();
            assertThat(store.deleteCollection(id)).isTrue();
        }
        assertThat(store.unfinished()).isEmpty();
        try (Stream<Path> removed = Files.list(state.resolve("lucene/removed"))) {
            assertThat(removed).isEmpty();
        }
    }
}
