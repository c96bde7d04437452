package dev.quern.command.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.command.Origins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginsFileTest {
    @TempDir
    Path temporary;

    private Path file = Path.of("");
    private Path one = Path.of("");
    private Path other = Path.of("");

    @BeforeEach
    void makeFiles() throws IOException {
        file = temporary.resolve("state/origins.jsonl");
        one = Files.writeString(temporary.resolve("one \"file\"\n.txt"), "x");
        other = Files.writeString(temporary.resolve("other.txt"), "x");
    }

    @Test
    void leavesADocumentToTheFileThatHasItAlsoInLaterRuns() {
        try (Origins origins = OriginsFile.open(file)) {
            assertThat(origins.claim("d", one, false)).isEmpty();
            assertThat(origins.claim("d", one, false)).isEmpty();
            assertThat(origins.claim("d", other, false)).contains(one);
        }
        try (Origins origins = OriginsFile.open(file)) {
            assertThat(origins.claim("d", other, false)).contains(one);
            assertThat(origins.isOfAnother("d", other)).isTrue();
            assertThat(origins.isOfAnother("d", one)).isFalse();
            assertThat(origins.isOfAnother("unknown", one)).isFalse();
        }
    }

    @Test
    void givesItToAnotherOnlyWhenToldToOrWhenTheFirstIsGone() throws IOException {
        try (Origins origins = OriginsFile.open(file)) {
            origins.claim("d", one, false);
            assertThat(origins.claim("d", other, true)).isEmpty();
            assertThat(origins.claim("d", one, false)).contains(other);

            Files.delete(other);

            assertThat(origins.claim("d", one, false)).isEmpty();
        }
    }

    @Test
    void takesBackOnlyWhatIsTheFiles() {
        try (Origins origins = OriginsFile.open(file)) {
            origins.claim("d", one, false);
            origins.release("d", other);
            assertThat(origins.claim("d", other, false)).contains(one);
            origins.release("d", one);
            assertThat(origins.claim("d", other, false)).isEmpty();
        }
    }

    @Test
    void seesWhatAnotherRunClaimsMeanwhile() {
        try (Origins first = OriginsFile.open(file);
                Origins second = OriginsFile.open(file)) {
            first.claim("a", one, false);
            second.claim("b", other, false);

            assertThat(second.claim("a", other, false)).contains(one);
            assertThat(first.claim("b", one, false)).contains(other);
        }
    }

    @Test
    void ignoresALineThatACrashHasCutOff() throws IOException {
        try (Origins origins = OriginsFile.open(file)) {
            origins.claim("a", one, false);
        }
        Files.writeString(file, "\n{\"document_id\":\"b\",\"pa", StandardOpenOption.APPEND);
        try (Origins origins = OriginsFile.open(file)) {
            assertThat(origins.claim("c", one, false)).isEmpty();
        }

        try (Origins origins = OriginsFile.open(file)) {
            assertThat(origins.claim("a", other, false)).contains(one);
            assertThat(origins.claim("b", other, false)).isEmpty();
            assertThat(origins.claim("c", other, false)).contains(one);
        }
    }
}
