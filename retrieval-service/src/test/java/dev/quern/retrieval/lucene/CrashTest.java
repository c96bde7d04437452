package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentState;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.TestConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a process that writes, again and again. */
class CrashTest {
    @TempDir
    Path state;

    @Test
    void losesNothingThatWasAcknowledgedAndShowsNothingByHalves() throws IOException, InterruptedException {
        long nextRound = 0;
        for (int crash = 1; crash <= 3; crash++) {
            Acknowledged acknowledged = writeAndKill(nextRound, 10 * crash + crash);

            try (DocumentStore store =
                    new LuceneDocumentStore(state, TestConfig.with().lucene())) {
                check(store, acknowledged);
            }
            nextRound = acknowledged.accepted + 3;
        }
    }

    private static final class Acknowledged {
        long accepted = -1;
        long published = -1;
    }

    /** Lets the writer go on for a number of lines, kills it, and reads what it had said until then. */
    private Acknowledged writeAndKill(long firstRound, int lines) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingWriter.class.getName(),
                        state.toString(),
                        Long.toString(firstRound))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Acknowledged acknowledged = new Acknowledged();
        try (BufferedReader output = writer.inputReader()) {
            int read = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("accepted")) {
                    acknowledged.accepted = Long.parseLong(words[1]);
                } else if (words[0].equals("published")) {
                    acknowledged.published = Long.parseLong(words[1]);
                }
                if (++read == lines) {
                    // The process's own method would close its output, too.
                    writer.toHandle().destroyForcibly();
                }
            }
        } finally {
            writer.destroyForcibly();
            writer.waitFor();
        }
        assertThat(acknowledged.published).isGreaterThanOrEqualTo(firstRound);
        return acknowledged;
    }

    private static void check(DocumentStore store, Acknowledged acknowledged) {
        Map<Long, List<String>> shown = texts(store, CrashingWriter.COLLECTION).stream()
                .collect(Collectors.groupingBy(
                        text -> Long.valueOf(text.split(" ", -1)[0]), TreeMap::new, Collectors.toList()));
        assertThat(shown)
                .allSatisfy((round, texts) -> assertThat(texts).containsExactlyInAnyOrder(round + " a", round + " b"));
        // One more may have been published without a word about it.
        assertThat(shown.keySet())
                .contains(acknowledged.published)
                .allMatch(round -> round <= acknowledged.published + 1);
        assertThat(store.collection(CrashingWriter.COLLECTION).orElseThrow().passages())
                .isEqualTo(2L * shown.size());
        DocumentId last = new DocumentId(CrashingWriter.COLLECTION, "document-" + acknowledged.accepted % 3);
        Document document = store.document(last).orElseThrow();
        assertThat(document.state() == DocumentState.READY || store.unfinished().contains(last))
                .isTrue();
        assertThat(Long.parseLong(
                        store.text(last).map(DocumentText::whole).orElseThrow().split(" ", -1)[1]))
                .isGreaterThanOrEqualTo(acknowledged.accepted);
    }
}
