package dev.quern.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Speaks OpenAI's chat completions, streamed or whole: so many words, so fast, for so many at once; others wait. */
public final class ScriptedModelServer implements AutoCloseable {
    static {
        // Read when the first server is made: without it every answer waits for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final Semaphore slots;
    private final int words;
    private final Duration perWord;

    public ScriptedModelServer(int slots, int words, Duration perWord) throws IOException {
        this.slots = new Semaphore(slots, true);
        this.words = words;
        this.perWord = perWord;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::complete);
        server.createContext("/v1/models", exchange -> send(exchange, "{\"data\":[]}"));
        server.start();
    }

    /** One that is never the reason why something takes long. */
    public static ScriptedModelServer instant() throws IOException {
        return new ScriptedModelServer(Integer.MAX_VALUE, 10, Duration.ZERO);
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void complete(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean streamed = request.replace(" ", "").contains("\"stream\":true");
        slots.acquireUninterruptibly();
        try {
            if (streamed) {
                stream(exchange);
            } else {
                Thread.sleep(perWord.multipliedBy(words));
                send(exchange, whole());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            slots.release();
        }
    }

    private void stream(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            for (int i = 0; i < words; i++) {
                Thread.sleep(perWord);
                event(body, chunk("{\"content\":\"word \"}", "null"));
            }
            event(body, chunk("{}", "\"stop\""));
            event(body, "{\"choices\":[],\"usage\":" + usage() + "}");
            event(body, "[DONE]");
        }
    }

    private static String chunk(String delta, String finish) {
        return "{\"id\":\"s\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"scripted\",\"choices\":"
                + "[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}";
    }

    private String whole() {
        return "{\"id\":\"s\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"scripted\",\"choices\":[{\"index\":0,"
                + "\"message\":{\"role\":\"assistant\",\"content\":\""
                + "word ".repeat(words).strip()
                + "\"},\"finish_reason\":\"stop\"}],\"usage\":" + usage() + "}";
    }

    private String usage() {
        return "{\"prompt_tokens\":10,\"completion_tokens\":" + words + ",\"total_tokens\":" + (10 + words) + "}";
    }

    private static void event(OutputStream body, String data) throws IOException {
        body.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        body.flush();
    }

    private static void send(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }
}
