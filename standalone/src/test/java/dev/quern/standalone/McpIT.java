package dev.quern.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools as the official Python client of the Model Context Protocol sees them. */
class McpIT {
    private static final String NO_KEY = "";

    @Test
    void theOfficialClientFindsAndUsesTheTools(@TempDir Path folder) throws Exception {
        try (ServerProcess server = ServerProcess.start(folder, Map.of())) {
            server.quern().add("default", "mills", "Mills", EndToEndSuite.MILLS);
            Process process = new ProcessBuilder(
                            "./deploy/clients.sh",
                            "run",
                            "check_mcp.py",
                            server.quern().address().toString(),
                            NO_KEY)
                    .directory(Path.of("..").toFile())
                    .redirectErrorStream(true)
                    .start();

            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).as(output + server.log()).isZero();
            assertThat(output).contains("ok ");
        }
    }
}
