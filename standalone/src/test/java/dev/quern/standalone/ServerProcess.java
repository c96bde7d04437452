package dev.quern.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The standalone assembly as a process of its own, on free ports. */
final class ServerProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Duration START = Duration.ofMinutes(2);

    private final Process process;
    private final Path log;
    private final Quern quern;

    private ServerProcess(Process process, Path log, Quern quern) {
        this.process = process;
        this.log = log;
        this.quern = quern;
    }

    static ServerProcess start(Path folder, Map<String, String> settings) throws IOException, InterruptedException {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is missing: run these tests by `mvn verify`");
        }
        int httpPort = freePort();
        int grpcPort = freePort();
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-modules=jdk.incubator.vector",
                "-Xmx1g",
                "-Dquarkus.http.port=" + httpPort,
                "-Dquarkus.grpc.server.port=" + grpcPort,
                "-Dquarkus.log.console.json.enabled=false",
                "-Dquern.gateway.state=" + folder.resolve("gateway"),
                "-Dquern.retrieval.state=" + folder.resolve("retrieval")));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", JAR.toString()));
        Path log = Files.createTempFile(folder, "quern-", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Quern quern = new Quern(URI.create("http://127.0.0.1:" + httpPort), Optional.empty());
        ServerProcess server = new ServerProcess(process, log, quern);
        try {
            Await.until(
                    "Quern is ready",
                    START,
                    () -> !process.isAlive() || quern.get("/q/health/ready").status() == 200);
            if (!process.isAlive()) {
                throw new AssertionError("Quern ended at its start:\n" + server.log());
            }
        } catch (AssertionError e) {
            server.close();
            throw new AssertionError(e.getMessage() + "\n" + server.log(), e);
        }
        return server;
    }

    Quern quern() {
        return quern;
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the kernel would: nothing is told, nothing can be tidied up. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
