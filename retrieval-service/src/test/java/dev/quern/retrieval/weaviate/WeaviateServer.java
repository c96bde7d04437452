package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.RetrievalConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Weaviate on free ports of the loopback address, with a key, and with its data in a temporary folder that goes
 * when it is closed. It may be killed and started again on the same data.
 */
final class WeaviateServer implements AutoCloseable {
    private static final String KEY = "a-key-for-tests";
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final Path folder;
    private final List<Integer> ports;
    private @Nullable Process process;

    private WeaviateServer(Path folder, List<Integer> ports) {
        this.folder = folder;
        this.ports = ports;
    }

    static WeaviateServer start() throws IOException, InterruptedException {
        WeaviateServer server = new WeaviateServer(Files.createTempDirectory("quern-weaviate"), freePorts(6));
        try {
            server.startAgain();
        } catch (IOException | InterruptedException | RuntimeException failure) {
            server.close();
            throw failure;
        }
        return server;
    }

    /** How to reach it. */
    RetrievalConfig.Weaviate config() {
        return configWithKey(KEY);
    }

    RetrievalConfig.Weaviate configWithKey(String key) {
        return new Settings("127.0.0.1", ports.get(0), ports.get(1), Optional.of(key));
    }

    /** A configuration for a server that is not there. */
    static RetrievalConfig.Weaviate nowhere() throws IOException {
        List<Integer> unused = freePorts(2);
        return new Settings("127.0.0.1", unused.get(0), unused.get(1), Optional.of(KEY));
    }

    /** What it says of a class, as JSON without spaces. */
    String schemaOf(String className) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.get(0) + "/v1/schema/" + className))
                .header("Authorization", "Bearer " + KEY)
                .timeout(Duration.ofSeconds(30))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .replaceAll("\\s", "");
        }
    }

    void startAgain() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        binary().toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        ports.get(0).toString(),
                        "--scheme",
                        "http")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("weaviate.log").toFile());
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry(
                                "PERSISTENCE_DATA_PATH", folder.resolve("data").toString()),
                        Map.entry("DEFAULT_VECTORIZER_MODULE", "none"),
                        Map.entry("DISABLE_TELEMETRY", "true"),
                        Map.entry("GO_PROFILING_DISABLE", "true"),
                        Map.entry("AUTHENTICATION_APIKEY_ENABLED", "true"),
                        Map.entry("AUTHENTICATION_APIKEY_ALLOWED_KEYS", KEY),
                        Map.entry("AUTHENTICATION_APIKEY_USERS", "quern"),
                        Map.entry("AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED", "false"),
                        Map.entry("AUTHORIZATION_ADMINLIST_ENABLED", "true"),
                        Map.entry("AUTHORIZATION_ADMINLIST_USERS", "quern"),
                        Map.entry("CLUSTER_HOSTNAME", "node1"),
                        Map.entry("CLUSTER_BIND_ADDR", "127.0.0.1"),
                        Map.entry("CLUSTER_ADVERTISE_ADDR", "127.0.0.1"),
                        Map.entry("GRPC_PORT", ports.get(1).toString()),
                        Map.entry("CLUSTER_GOSSIP_BIND_PORT", ports.get(2).toString()),
                        Map.entry("CLUSTER_DATA_BIND_PORT", ports.get(3).toString()),
                        Map.entry("RAFT_PORT", ports.get(4).toString()),
                        Map.entry("RAFT_INTERNAL_RPC_PORT", ports.get(5).toString())));
        Process started = builder.start();
        process = started;
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        awaitReady(started);
    }

    /** Ends it without notice, as {@code kill -9} does. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(WeaviateServer::delete);
        }
    }

    private void awaitReady(Process started) throws IOException, InterruptedException {
        URI ready = URI.create("http://127.0.0.1:" + ports.get(0) + "/v1/.well-known/ready");
        HttpRequest request =
                HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build();
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (started.isAlive() && System.nanoTime() < limit) {
                if (isReady(http, request)) {
                    return;
                }
                // Waits for the process to end, which is the other thing that may happen, before it asks again.
                started.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
        throw new IllegalStateException(
                "Weaviate did not become ready:\n" + Files.readString(folder.resolve("weaviate.log")));
    }

    private static boolean isReady(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Path binary() {
        Path binary = Optional.ofNullable(System.getenv("QUERN_WEAVIATE_SERVER"))
                .map(Path::of)
                .orElseGet(() -> Path.of(
                        System.getProperty("user.home"), ".cache", "quern", "weaviate", "1.35.2", "weaviate-server"));
        if (!Files.isExecutable(binary)) {
            throw new IllegalStateException(
                    "There is no Weaviate server at %s: `./quern test` installs it.".formatted(binary));
        }
        return binary;
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private record Settings(String host, int port, int grpcPort, Optional<String> apiKey)
            implements RetrievalConfig.Weaviate {
        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(60);
        }

        @Override
        public int searchCandidates() {
            return 100;
        }
    }
}
