package dev.quern.retrieval.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A real Redis of the test's own, on loopback, with a password; it can be killed and started again. */
final class RedisServer implements AutoCloseable {
    static final String PASSWORD = "a secret of the tests";

    private final int port;
    private final Path folder;
    private @Nullable Process process;

    private RedisServer(int port, Path folder) {
        this.port = port;
        this.folder = folder;
        // A test run that is stopped halfway leaves no server behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    static RedisServer start() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RedisServer server = new RedisServer(socket.getLocalPort(), Files.createTempDirectory("quern-redis"));
            socket.close();
            server.restart();
            return server;
        }
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** Starts it, with nothing in it. */
    void restart() throws IOException {
        try {
            process = new ProcessBuilder(
                            "redis-server",
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--requirepass",
                            PASSWORD,
                            "--save",
                            "",
                            "--appendonly",
                            "no",
                            "--dir",
                            folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "redis-server is not installed, and the tests of leases need the real one."
                            + " `./quern test` installs it.",
                    e);
        }
        awaitPort();
    }

    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private void awaitPort() throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException notYet) {
                if (process == null || !process.isAlive() || System.nanoTime() - end > 0) {
                    throw new IOException("Redis did not start: " + Files.readString(folder.resolve("log")), notYet);
                }
                Thread.onSpinWait();
            }
        }
    }
}
