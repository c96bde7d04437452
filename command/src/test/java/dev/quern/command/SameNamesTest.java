package dev.quern.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose files would be the same documents, against a server on real HTTP. */
@Timeout(60)
class SameNamesTest {
    private final FakeQuern quern;
    private FakeScreen screen = FakeScreen.ofNobody();

    @TempDir
    Path temporary;

    private Path first = Path.of("");
    private Path second = Path.of("");

    SameNamesTest() throws IOException {
        quern = new FakeQuern();
    }

    @BeforeEach
    void makeFolders() throws IOException {
        Path real = temporary.toRealPath();
        first = Files.createDirectories(real.resolve("a/docs"));
        second = Files.createDirectories(real.resolve("b/docs"));
        Files.writeString(first.resolve("readme.md"), "first");
    }

    @AfterEach
    void close() {
        quern.close();
    }

    @Test
    void refusesAFileWhoseDocumentIsAnotherFiles() throws IOException {
        Files.writeString(second.resolve("readme.md"), "second");
        Files.writeString(second.resolve("own.md"), "own");
        ingest(first);

        ExitStatus status = ingest(second);

        assertThat(status).isEqualTo(ExitStatus.SOME_FAILED);
        assertThat(quern.contents().values()).containsExactlyInAnyOrder("first", "own");
        assertThat(screen.printed())
                .contains("1 refused", "was brought from " + first.resolve("readme.md") + "; --again replaces it.");
    }

    @Test
    void replacesItWhenToldToAndTellsTheOther() throws IOException {
        Files.writeString(second.resolve("readme.md"), "second");
        ingest(first);

        assertThat(ingest(second, "--again")).isEqualTo(ExitStatus.FINE);
        assertThat(ingest(first)).isEqualTo(ExitStatus.SOME_FAILED);

        assertThat(quern.contents().values()).containsExactly("second");
        assertThat(screen.printed()).contains("was brought from " + second.resolve("readme.md"));
    }

    @Test
    void goesOnWithAFolderThatWasMoved() throws IOException {
        ingest(first);
        Files.move(first.resolve("readme.md"), second.resolve("readme.md"));
        Files.writeString(second.resolve("readme.md"), "newer");

        assertThat(ingest(second)).isEqualTo(ExitStatus.FINE);
        assertThat(quern.contents().values()).containsExactly("newer");
    }

    @Test
    void doesNotPruneWhatAnotherFileHasNow() throws IOException {
        Files.writeString(first.resolve("other.md"), "other");
        ingest(first);
        Files.move(first.resolve("readme.md"), second.resolve("readme.md"));
        ingest(second);

        assertThat(ingest(first, "--prune", "--yes")).isEqualTo(ExitStatus.FINE);

        assertThat(quern.contents().values()).containsExactlyInAnyOrder("first", "other");
    }

    @Test
    void doesNotPruneAFileThatOnlyHasAnotherSpelling() throws IOException {
        Path old = Files.writeString(first.resolve("gro\u0308\u00dfe.md"), "large");
        ingest(first);
        Files.move(old, first.resolve("gr\u00f6\u00dfe.md"));

        assertThat(ingest(first, "--prune", "--yes")).isEqualTo(ExitStatus.FINE);

        assertThat(quern.contents().values()).containsExactlyInAnyOrder("first", "large");
    }

    @Test
    void doesNotPruneAFolderWithoutAnyFile() throws IOException {
        ingest(first);
        Files.delete(first.resolve("readme.md"));

        assertThat(ingest(first, "--prune", "--yes")).isEqualTo(ExitStatus.SOME_FAILED);

        assertThat(quern.contents().values()).containsExactly("first");
        assertThat(screen.printed()).contains("nothing was pruned");
    }

    @Test
    void leavesTheNameOfARefusedFileToOthers() throws IOException {
        Files.writeString(second.resolve("readme.md"), "second");
        quern.fault(FakeQuern.problem(422, "The file needs a password."));
        ingest(first);

        assertThat(ingest(second)).isEqualTo(ExitStatus.FINE);

        assertThat(quern.contents().values()).containsExactly("second");
    }

    private ExitStatus ingest(Path path, String... options) {
        screen = FakeScreen.ofNobody();
        List<String> arguments = new ArrayList<>(List.of("--url", quern.url().toString(), path.toString()));
        arguments.addAll(List.of(options));
        Map<String, String> environment =
                Map.of("XDG_STATE_HOME", temporary.resolve("state").toString());
        return IngestWiring.run(arguments, environment, screen, new Stop(), new FakeTime());
    }
}
