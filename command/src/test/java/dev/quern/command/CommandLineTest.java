package dev.quern.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @TempDir
    Path temporary;

    @Test
    void readsWhatIsAskedFor() {
        IngestOptions options =
                parse("--url=https://quern.example/", "--parallel", "9", "--no-wait", "--tag", "a", "--tag", "b");

        assertThat(options.target().url()).hasToString("https://quern.example");
        assertThat(options.parallel()).isEqualTo(9);
        assertThat(options.waits()).isFalse();
        assertThat(options.labels().tags()).containsExactly("a", "b");
        assertThat(options.paths()).containsExactly(temporary);
    }

    @Test
    void takesAddressAndKeyFromTheEnvironment() {
        Map<String, String> environment = Map.of("QUERN_URL", "http://other:1", "QUERN_API_KEY", "secret");

        IngestOptions options = CommandLine.parse(List.of(temporary.toString()), environment);

        assertThat(options.target().url()).hasToString("http://other:1");
        assertThat(options.target().key()).hasValue("secret");
        assertThat(options.toString()).doesNotContain("secret");
    }

    @Test
    void takesTheKeyFromAFile() throws IOException {
        Path file = Files.writeString(temporary.resolve("key"), "secret\n");

        assertThat(parse("--key-file", file.toString()).target().key()).hasValue("secret");
    }

    @Test
    void takesEverythingAfterTwoDashesForPaths() throws IOException {
        Files.createDirectory(temporary.resolve("--yes"));

        assertThatThrownBy(() -> parse("--", "--nowhere")).hasMessageContaining("--nowhere");
        assertThat(parse("--", temporary.resolve("--yes").toString()).yes()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--unknown",
                "--parallel 0",
                "--parallel many",
                "--url quern",
                "--url http://me:secret@quern",
                "--key secret",
                "--key-file nowhere",
                "--tag",
                "--language de --language en",
                "--include [",
                "nowhere",
            })
    void refusesWhatCannotBe(String arguments) {
        assertThatThrownBy(() -> parse(arguments.split(" "))).isInstanceOf(UsageException.class);
    }

    @Test
    void needsAPath() {
        assertThatThrownBy(() -> CommandLine.parse(List.of(), Map.of())).isInstanceOf(UsageException.class);
    }

    private IngestOptions parse(String... arguments) {
        List<String> all = new ArrayList<>(List.of(temporary.toString()));
        all.addAll(List.of(arguments));
        return CommandLine.parse(all, Map.of());
    }
}
