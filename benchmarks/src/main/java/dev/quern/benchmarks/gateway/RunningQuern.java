package dev.quern.benchmarks.gateway;

import dev.quern.benchmarks.ClientKeys;
import dev.quern.benchmarks.ScriptedModelServer;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** All services in one process, with an API key, limits and metrics, as {@code ./quern run} starts them. */
final class RunningQuern implements AutoCloseable {
    private static final Duration LONGEST_INGESTION = Duration.ofMinutes(5);
    private static final String NO_LIMIT = "1000000000";

    private final ServiceProcess process;
    private final String key;

    private RunningQuern(ServiceProcess process, String key) {
        this.process = process;
        this.key = key;
    }

    /** @param settings beyond those that a benchmark of any kind needs */
    static RunningQuern start(Path application, List<String> flags, Map<String, String> settings)
            throws IOException, InterruptedException {
        Path state = Files.createTempDirectory("quern-benchmark-state-");
        String key = UUID.randomUUID().toString();
        ClientKeys keys = new ClientKeys();
        Map<String, String> all = new HashMap<>(Map.of(
                "quern.gateway.state",
                state.resolve("gateway").toString(),
                "quern.retrieval.state",
                state.resolve("retrieval").toString(),
                "quern.cache.disk.folder",
                state.resolve("cache").toString(),
                "quern.identity.issuer",
                keys.issuer(),
                "quern.gateway.requests-per-minute",
                NO_LIMIT,
                "quern.gateway.limits.tenant-requests-per-minute",
                NO_LIMIT,
                "quern.gateway.tokens-per-day",
                NO_LIMIT + "000",
                "quern.gateway.limits.tenant-tokens-per-day",
                NO_LIMIT + "000"));
        all.putAll(settings);
        Map<String, String> secrets = Map.of(
                "QUERN_GATEWAY_API_KEY",
                key,
                "QUERN_IDENTITY_PRIVATE_KEY",
                keys.privateKey().orElseThrow());
        return new RunningQuern(ServiceProcess.start(application, flags, keys, all, secrets), key);
    }

    /** Settings of a model server that answers at once. */
    static Map<String, String> model(ScriptedModelServer server, int concurrency) {
        return Map.of(
                "quern.llm.models.scripted.back-end", "openai",
                "quern.llm.models.scripted.base-url", server.baseUrl(),
                "quern.llm.models.scripted.concurrency", Integer.toString(concurrency),
                "quern.llm.roles.reasoning.concurrency", Integer.toString(concurrency),
                "quern.llm.roles.reasoning.queue", Integer.toString(concurrency),
                "quern.gateway.concurrency", Integer.toString(concurrency));
    }

    Map<String, String> headers() {
        return Map.of("Authorization", "Bearer " + key);
    }

    ProcessHandle handle() {
        return process.handle();
    }

    int port() {
        return process.httpPort();
    }

    Usage usage() {
        return process.usage();
    }

    long residentBytes() throws IOException {
        return process.residentBytes();
    }

    /** Adds texts, and waits until all of them can be found. */
    void ingest(String collection, List<String> texts) throws InterruptedException, IOException {
        try (HttpClients clients = new HttpClients(port())) {
            expect(clients.send(post("/api/v1/collections", "{\"name\":\"" + collection + "\"}")));
            for (int i = 0; i < texts.size(); i++) {
                expect(clients.send(post(
                        "/api/v1/documents",
                        "{\"collection\":\"" + collection + "\",\"document_id\":\"d" + i + "\",\"title\":\"d" + i
                                + "\",\"text\":" + Json.text(texts.get(i)) + "}")));
            }
            long end = System.nanoTime() + LONGEST_INGESTION.toNanos();
            while (!clients.send(get("/api/v1/collections/" + collection))
                    .body()
                    .replace(" ", "")
                    .contains("\"documents\":" + texts.size() + ",")) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("the documents were not indexed in time");
                }
                Thread.sleep(Duration.ofMillis(500));
            }
        }
    }

    byte[] post(String path, String json) {
        return HttpConnection.post(path, headers(), json);
    }

    private byte[] get(String path) {
        return HttpConnection.get(path, headers());
    }

    private static void expect(HttpConnection.Reply reply) {
        if (reply.status() / 100 != 2) {
            throw new IllegalStateException("answered " + reply.status() + ": " + reply.body());
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
