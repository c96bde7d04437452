package dev.quern.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newcomer's first minutes: the README's own commands, on what {@code ./quern run --demo} starts. */
class ReadmeIT {
    private static final Path ROOT = Path.of("..");

    @Test
    void theCommandsOfTheReadmeWork(@TempDir Path folder) throws Exception {
        int port = freePort();
        Path log = folder.resolve("run.log");
        Process run = start(log, folder, port);
        try {
            awaitReady(run, log);
            assertThat(Files.readString(log)).contains("ready, open http://127.0.0.1:" + port);

            String answer = curl(commands().get(0), port);
            assertThat(answer).contains("\"quote\"").contains("demo-the-hand-mill");
            assertThat(curl(commands().get(0), port)).contains("\"answer\"");
            assertThat(curl(commands().get(1), port)).contains("event:sources").contains("event:metadata");
            assertThat(curl(commands().get(2), port)).contains("opening-hours", "\"media_type\":\"text/markdown\"");
            Quern quern = new Quern(URI.create("http://127.0.0.1:" + port), Optional.empty());
            quern.awaitReady("/api/v1/documents/opening-hours");
            assertThat(curl(commands().get(3), port)).contains("\"status\":\"ready\"");
            assertThat(quern.text("/")).contains("<title>Quern</title>");
        } finally {
            interrupt(run);
        }
        assertThat(run.exitValue()).as(Files.readString(log)).isIn(0, 130);

        Process again = start(log, folder, port);
        try {
            awaitReady(again, log);
            assertThat(new Quern(URI.create("http://127.0.0.1:" + port), Optional.empty())
                            .get("/api/v1/documents/opening-hours")
                            .status())
                    .as("the state survives a restart")
                    .isEqualTo(200);
        } finally {
            interrupt(again);
        }
    }

    private static Process start(Path log, Path folder, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "./quern",
                        "run",
                        "--demo",
                        "--port",
                        Integer.toString(port),
                        "--state",
                        folder.resolve("state").toString())
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // This test runs inside the build: what it would build is what is being tested.
        builder.environment().put("QUERN_SKIP_BUILD", "1");
        return builder.start();
    }

    private static void awaitReady(Process run, Path log) throws Exception {
        Await.until("./quern run says that it is ready", Duration.ofMinutes(5), () -> {
            String said = Files.readString(log);
            return said.contains("ready, open") || !run.isAlive();
        });
        assertThat(run.isAlive()).as(Files.readString(log)).isTrue();
    }

    /** As Ctrl-C does, for the script alone: it has to see to the rest. */
    private static void interrupt(Process run) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(run.pid())).start().waitFor();
        assertThat(run.waitFor(60, TimeUnit.SECONDS))
                .as("ends after an interrupt")
                .isTrue();
    }

    private static String curl(String command, int port) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "bash", "-c", command.replace("http://127.0.0.1:8080", "http://127.0.0.1:" + port))
                .directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + "\n" + output).isZero();
        return output;
    }

    /** The README's shell blocks that call Quern, in their order. */
    private static List<String> commands() throws IOException {
        return Pattern.compile("```sh\n(curl.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
