package dev.quern.redis;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A real Redis of the test's own, on loopback, with a password; it can be killed, frozen and started again. */
public final class RedisServer implements AutoCloseable {
    public static final String PASSWORD = "a secret of the tests";
    public static final Optional<Login> LOGIN = Optional.of(new Login("default", PASSWORD));
    static final Trust NO_TRUST = new Trust(Optional.empty(), Optional.empty(), true);

    private final int port;
    private final Path folder;
    private final List<String> options;
    private @Nullable Process process;

    private RedisServer(int port, Path folder, List<String> options) {
        this.port = port;
        this.folder = folder;
        this.options = options;
    }

    /** @param options of the command line, which come after, and so replace, those that every server here has */
    public static RedisServer start(String... options) {
        try {
            RedisServer server = at(freePort(), options);
            server.restart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that does not run yet. */
    public static RedisServer at(int port, String... options) throws IOException {
        RedisServer server = new RedisServer(port, Files.createTempDirectory("quern-redis"), List.of(options));
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

    public RedisAddress address() {
        return address(RedisMode.SINGLE, uri(), NO_TRUST).as(LOGIN);
    }

    public RedisLink link(Vertx vertx) {
        return new RedisLink(vertx, address());
    }

    /** Of servers that stand at these URIs; nobody is logged in. */
    static RedisAddress address(RedisMode mode, String uris, Trust trust) {
        return new Addresses("quern.test.redis").parse(mode, uris, trust);
    }

    Node node() {
        return new Node("127.0.0.1", port);
    }

    /** Starts it from its snapshot, if there is one. */
    public void restart() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        if (options.contains("--sentinel")) {
            command.add(folder.resolve("sentinel.conf").toString());
            Files.writeString(folder.resolve("sentinel.conf"), "");
        }
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--requirepass", PASSWORD));
        if (!options.contains("--sentinel")) {
            command.addAll(List.of("--masterauth", PASSWORD, "--save", "", "--appendonly", "no"));
        }
        command.addAll(List.of("--dir", folder.toString()));
        command.addAll(options);
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "redis-server is not installed, and these tests need the real one."
                            + " `./quern test` installs it.",
                    e);
        }
        awaitPort();
    }

    /** Sends a command past everything that is tested. The answer is as redis-cli prints it. */
    public String command(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
        command.addAll(List.of(words));
        ProcessBuilder client = new ProcessBuilder(command).redirectErrorStream(true);
        client.environment().put("REDISCLI_AUTH", PASSWORD);
        Process running = client.start();
        try (InputStream answer = running.getInputStream()) {
            String text = new String(answer.readAllBytes(), StandardCharsets.UTF_8).strip();
            running.waitFor();
            return text;
        }
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
