package dev.quern.cache.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerMemoryTest {
    @TempDir
    Path root;

    @Test
    void readsVersionTwoWithoutFilesThatNobodyUses() throws IOException {
        write("memory.max", "1000\n");
        write("memory.current", "800\n");
        write("memory.stat", "anon 500\ninactive_file 300\nactive_file 0\n");

        assertThat(new ContainerMemory(root).usedShare()).isEqualTo(0.5);
    }

    @Test
    void readsVersionOne() throws IOException {
        write("memory/memory.limit_in_bytes", "2000\n");
        write("memory/memory.usage_in_bytes", "1500\n");
        write("memory/memory.stat", "inactive_file 1\ntotal_inactive_file 500\n");

        assertThat(new ContainerMemory(root).usedShare()).isEqualTo(0.5);
    }

    @Test
    void knowsNoShareWhereNothingIsLimited() throws IOException {
        assertThat(new ContainerMemory(root).usedShare()).isZero();

        write("memory.max", "max\n");
        write("memory.current", "800\n");
        assertThat(new ContainerMemory(root).usedShare()).isZero();

        write("memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("memory/memory.usage_in_bytes", "1500\n");
        assertThat(new ContainerMemory(root).usedShare()).isZero();
    }

    @Test
    void readsTheMemoryOfThisProcess() {
        ProcessMemory memory = new ProcessMemory();

        assertThat(memory.heap()).isBetween(0.0, 1.0);
        assertThat(memory.container()).isBetween(0.0, 1.0);
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
