package dev.quern.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces, sent to a collector over OTLP. */
class TracingIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @Test
    void oneTraceSpansAllHops(@TempDir Path folder) throws Exception {
        Queue<byte[]> exports = new ConcurrentLinkedQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            exports.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        Map<String, String> settings = Map.of(
                "quarkus.otel.sdk.disabled", "false",
                "quarkus.otel.exporter.otlp.protocol", "http/protobuf",
                "quarkus.otel.exporter.otlp.compression", "none",
                "quarkus.otel.exporter.otlp.endpoint",
                        "http://127.0.0.1:" + collector.getAddress().getPort(),
                "quarkus.otel.bsp.schedule.delay", "200ms");
        try (ServerProcess server = ServerProcess.start(folder, settings);
                HttpClient client = HttpClient.newHttpClient()) {
            server.quern().add("traced", "d", "D", "A trace is a path through a machine.");

            var response = client.send(
                    server.quern()
                            .request("/api/v1/rag/query")
                            .header("Content-Type", "application/json")
                            .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                            .POST(BodyPublishers.ofString(
                                    "{\"query\": \"What is a trace?\", \"collection\": \"traced\"}"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(response.headers().firstValue("X-Trace-Id")).contains(TRACE);
            for (String method : new String[] {
                "quern.retrieval.v1.RetrievalService/Search",
                "quern.embedding.v1.EmbeddingService/Embed",
                "quern.llm.v1.LlmService/GenerateStream",
                "quern.cache.v1.CacheService/Get"
            }) {
                Await.until(
                        method + " is in the trace",
                        Duration.ofSeconds(20),
                        () -> exports.stream().anyMatch(export -> holds(export, method)));
            }
        } finally {
            collector.stop(0);
        }
    }

    /** Whether the export has a span of that name right behind the bytes of our trace's id. */
    private static boolean holds(byte[] export, String method) {
        String text = new String(export, StandardCharsets.ISO_8859_1);
        String trace = new String(HexFormat.of().parseHex(TRACE), StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(trace); at >= 0; at = text.indexOf(trace, at + 1)) {
            int name = text.indexOf(method, at);
            if (name >= 0 && name - at < 100) {
                return true;
            }
        }
        return false;
    }
}
