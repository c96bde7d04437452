package dev.quern.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileWalkTest {
    private static final Selection EVERYTHING = new Selection(List.of(), List.of(), false);

    @TempDir
    Path temporary;

    @Test
    void namesFilesByTheirFolderAndPath() throws Exception {
        write("docs/a.txt");
        write("docs/b/c.txt");

        Found found = walk(EVERYTHING, false, temporary.resolve("docs"));

        assertThat(found.names).containsExactlyInAnyOrder("docs/a.txt", "docs/b/c.txt");
    }

    @Test
    void namesAFolderTheSameHoweverItIsWritten() throws Exception {
        write("docs/a.txt");

        Found found = walk(EVERYTHING, false, temporary.resolve("docs/../docs/."));

        assertThat(found.names).containsExactly("docs/a.txt");
    }

    @Test
    void leavesHiddenFilesAndFoldersUnlessTheyAreWanted() throws Exception {
        write("docs/.git/config");
        write("docs/.hidden.txt");
        write("docs/a.txt");

        assertThat(walk(EVERYTHING, false, temporary.resolve("docs")).names).containsExactly("docs/a.txt");
        Selection hidden = new Selection(List.of(), List.of(), true);
        assertThat(walk(hidden, false, temporary.resolve("docs")).names).hasSize(3);
    }

    @Test
    void takesAndLeavesWhatPatternsSay() throws Exception {
        write("docs/a.md");
        write("docs/a.txt");
        write("docs/drafts/b.md");
        write("docs/reports/2026/c.md");

        Selection selection = new Selection(List.of("*.md"), List.of("drafts", "reports/2026/*"), false);

        assertThat(walk(selection, false, temporary.resolve("docs")).names).containsExactly("docs/a.md");
    }

    @Test
    void skipsKindsThatAreNeverTextUnlessNamed() throws Exception {
        write("docs/a.PNG");
        write("docs/b.txt");
        write("docs/png");

        Found found = walk(EVERYTHING, false, temporary.resolve("docs"));
        assertThat(found.names).containsExactlyInAnyOrder("docs/b.txt", "docs/png");
        assertThat(found.skipped).hasSize(1);
        Selection named = new Selection(List.of("*.PNG"), List.of(), false);
        assertThat(walk(named, false, temporary.resolve("docs")).names).containsExactly("docs/a.PNG");
    }

    @Test
    void entersLinkedFoldersOnlyWhenToldAndNeverInCircles() throws Exception {
        write("docs/a.txt");
        write("elsewhere/b.txt");
        Files.createSymbolicLink(temporary.resolve("docs/linked"), temporary.resolve("elsewhere"));
        Files.createSymbolicLink(temporary.resolve("docs/circle"), temporary.resolve("docs"));
        Files.createSymbolicLink(temporary.resolve("docs/file.txt"), temporary.resolve("elsewhere/b.txt"));

        Found without = walk(EVERYTHING, false, temporary.resolve("docs"));
        assertThat(without.names).containsExactlyInAnyOrder("docs/a.txt", "docs/file.txt");
        assertThat(without.skipped).hasSize(2);
        Found with = walk(EVERYTHING, true, temporary.resolve("docs"));
        assertThat(with.names).containsExactlyInAnyOrder("docs/a.txt", "docs/file.txt", "docs/linked/b.txt");
        assertThat(with.skipped).containsExactly("It is a link to a folder that it lies in.");
    }

    @Test
    void takesAFileThatIsNamedWhateverItsKind() throws Exception {
        Path file = write("docs/.hidden.png");

        assertThat(walk(EVERYTHING, false, file).names).hasSize(1);
    }

    @Test
    void tellsOfAFileThatIsGone() throws Exception {
        Found found = walk(EVERYTHING, false, temporary.resolve("gone.txt"));

        assertThat(found.unreadable).containsExactly("It was deleted before it could be read.");
    }

    @Test
    void endsWhenInterrupted() throws IOException {
        write("docs/a.txt");
        write("docs/b.txt");
        FileWalk walk = new FileWalk(List.of(temporary.resolve("docs")), EVERYTHING, false);
        List<SourceFile> taken = new ArrayList<>();

        assertThatThrownBy(() -> walk.walk(file -> {
                    taken.add(file);
                    throw new InterruptedException();
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(taken).hasSize(1);
    }

    private static final class Found implements FileWalk.Visitor {
        private final List<String> names = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();
        private final List<String> unreadable = new ArrayList<>();

        @Override
        public void file(SourceFile file) {
            names.add(file.name());
        }

        @Override
        public void skipped(Path path, String why) {
            skipped.add(why);
        }

        @Override
        public void unreadable(Path path, String why) {
            unreadable.add(why);
        }
    }

    private static Found walk(Selection selection, boolean follow, Path root) throws Exception {
        Found found = new Found();
        new FileWalk(List.of(root), selection, follow).walk(found);
        return found;
    }

    private Path write(String name) throws IOException {
        Path file = temporary.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }
}
