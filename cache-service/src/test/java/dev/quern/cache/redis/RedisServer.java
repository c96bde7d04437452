package dev.quern.cache.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A real Redis of the test's own, on loopback, with a password; it can be killed, frozen and started again. */
public final class RedisServer implements AutoCloseable {
    public static final String PASSWORD = "a secret of the tests";

    private final int port;
    private final Path folder;
    private @Nullable Process process;

    private RedisServer(int port, Path folder) {
        this.port = port;
        this.folder = folder;
    }

    public static RedisServer start() {
        try {
            RedisServer server = at(freePort());
            server.restart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that does not run yet. */
    public static RedisServer at(int port) throws IOException {
        RedisServer server = new RedisServer(port, Files.createTempDirectory("quern-redis"));
        // A test run that is stopped halfway leaves no server behind.
        Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
        return server;
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    public RedisSettings settings(Duration timeout) {
        return new RedisSettings(uri(), Optional.of(PASSWORD), timeout, timeout, 16 * 1024, 0.1);
    }

    /** Starts it from its snapshot, if there is one. */
    public void restart() throws IOException {
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
                    "redis-server is not installed, and the tests of the second level need the real one."
                            + " `./quern test` installs it.",
                    e);
        }
        awaitPort();
    }

    public void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** Makes it hang with its connections open. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
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

    private void signal(String signal) throws IOException, InterruptedException {
        if (process != null) {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
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
