package dev.quern.command.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.command.DocumentState;
import dev.quern.command.Journal;
import dev.quern.command.JournalEntry;
import dev.quern.command.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFileTest {
    @TempDir
    Path temporary;

    private Path file = Path.of("");

    @BeforeEach
    void chooseFile() {
        file = temporary.resolve("state/journal.jsonl");
    }

    @Test
    void remembersTheLastWordOnEveryFile() {
        try (Journal journal = JournalFile.open(file)) {
            journal.record(entry("a \"quoted\"\n", DocumentState.PENDING));
            journal.record(entry("a \"quoted\"\n", DocumentState.READY));
            journal.record(entry("b", DocumentState.FAILED));
            journal.forget("b");
        }

        try (Journal journal = JournalFile.open(file)) {
            assertThat(journal.entries()).containsExactly(entry("a \"quoted\"\n", DocumentState.READY));
        }
    }

    @Test
    void hasWrittenWhatIsRecordedBeforeItIsClosed() throws IOException {
        try (Journal journal = JournalFile.open(file)) {
            journal.record(entry("a", DocumentState.READY));

            assertThat(Files.readString(file)).contains("\"name\":\"a\"");
        }
    }

    @Test
    void ignoresALineThatACrashHasCutOff() throws IOException {
        try (Journal journal = JournalFile.open(file)) {
            journal.record(entry("a", DocumentState.READY));
            journal.record(entry("b", DocumentState.READY));
        }
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() - 20));

        try (Journal journal = JournalFile.open(file)) {
            assertThat(journal.entries()).containsExactly(entry("a", DocumentState.READY));
            journal.record(entry("c", DocumentState.READY));
        }
        try (Journal journal = JournalFile.open(file)) {
            assertThat(journal.entries()).hasSize(2);
        }
    }

    @Test
    void ignoresLinesOfAnotherForm() throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                List.of(
                        "[]",
                        "{\"name\": \"a\", \"state\": \"READY\"}",
                        "{\"name\": \"a\", \"state\": \"?\"}",
                        "null"));

        try (Journal journal = JournalFile.open(file)) {
            assertThat(journal.entries()).isEmpty();
        }
    }

    @Test
    void doesNotGrowForEver() throws IOException {
        try (Journal journal = JournalFile.open(file)) {
            IntStream.range(0, 3000).forEach(i -> journal.record(entry("a" + i % 3, DocumentState.READY)));
        }

        JournalFile.open(file).close();

        assertThat(Files.readAllLines(file)).hasSizeLessThan(10);
        try (Journal journal = JournalFile.open(file)) {
            assertThat(journal.entries().map(JournalEntry::name).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder("a0", "a1", "a2");
        }
    }

    @Test
    void belongsToOneRunAtATime() {
        try (Journal journal = JournalFile.open(file)) {
            assertThatThrownBy(() -> JournalFile.open(file))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("Another");
            assertThat(journal.entries()).isEmpty();
        }
    }

    private static JournalEntry entry(String name, DocumentState state) {
        return new JournalEntry(name, "/docs/" + name, "id", 1, 2, "hash", "labels", state);
    }
}
