package dev.quern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadFolderTest {
    @TempDir
    Path temporary;

    @Test
    void isForItsOwnerAlone() throws IOException {
        Path folder = temporary.resolve("state/uploads");

        UploadFolder.prepare(folder).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void losesOnlyTheUploadsThatAnEarlierProcessLeft() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("uploads"));
        Path left = Files.createFile(folder.resolve("resteasy-reactive12345upload"));
        Path other = Files.createFile(folder.resolve("other"));

        UploadFolder.prepare(folder).close();

        assertThat(left).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void belongsToOneAtATime() throws IOException {
        Path folder = temporary.resolve("uploads");
        try (FileChannel held = UploadFolder.prepare(folder)) {
            assertThatThrownBy(() -> UploadFolder.prepare(folder))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use by another process");
            assertThat(held.isOpen()).isTrue();
        }
        UploadFolder.prepare(folder).close();
    }

    @Test
    void tellsWhatToDoWhenItCannotBeMade() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> UploadFolder.prepare(file.resolve("uploads")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("set quern.gateway.state");
    }
}
