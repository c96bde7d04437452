package dev.quern.retrieval.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.registry.Entries;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a process that writes keys and conversations, again and again. */
class RegistryCrashTest {
    @TempDir
    Path state;

    @Test
    void losesNothingThatWasAcknowledged() throws IOException, InterruptedException {
        Set<String> put = new HashSet<>();
        Set<String> removed = new HashSet<>();
        for (int crash = 1; crash <= 3; crash++) {
            writeAndKill("run" + crash, 37 * crash, put, removed);

            try (Entries entries = new LuceneEntries(state)) {
                assertThat(entries.present(removed)).isEmpty();
                Set<String> expected = new HashSet<>(put);
                expected.removeAll(removed);
                // What was killed may have removed one without a word about it, of each thread.
                Set<String> missing = new HashSet<>(expected);
                missing.removeAll(entries.present(expected));
                assertThat(missing).allMatch(name -> isAboutToGo(name, put));
                put.removeAll(missing);
            }
        }
        assertThat(put).hasSizeGreaterThan(50);
        assertThat(removed).isNotEmpty();
    }

    /** The writer removes one of three before it says that it has put the next. */
    private static boolean isAboutToGo(String name, Set<String> put) {
        int round = Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
        String next = name.substring(0, name.lastIndexOf('-') + 1) + (round + 1);
        return round % 3 == 1 && !put.contains(next);
    }

    private void writeAndKill(String run, int lines, Set<String> put, Set<String> removed)
            throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingRegistryWriter.class.getName(),
                        state.toString(),
                        run)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = writer.inputReader()) {
            int read = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String[] words = line.split(" ", -1);
                // The last line may be half a one.
                if (words.length == 2 && words[0].equals("put")) {
                    put.add(words[1]);
                } else if (words.length == 2) {
                    removed.add(words[1]);
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
    }
}
