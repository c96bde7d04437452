package dev.quern.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quern's documents over real HTTP, with scripted faults. */
public final class FakeQuern implements AutoCloseable {
    private static final Pattern PART = Pattern.compile(
            "Content-Disposition: form-data; name=\"([^\"]*)\"(?:; filename=\"([^\"]*)\")?\r\n"
                    + "Content-Type: [^\r]*\r\n\r\n(.*)\r\n",
            Pattern.DOTALL);

    private final Map<String, Document> documents = new ConcurrentHashMap<>();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final List<Upload> uploads = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final CountDownLatch slowUploadBegan = new CountDownLatch(1);
    private final CountDownLatch slowUploadMayEnd = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private volatile Function<String, String> verdict = content -> "ready";
    private volatile int roundsUntilOver;
    private volatile boolean isLeaving;

    public FakeQuern() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/v1/documents", this::handle);
        server.start();
    }

    /** What happens to an upload instead of being taken. */
    public sealed interface Fault {}

    /** @param headers a list of name and value in turn */
    public record Answer(int status, String body, List<String> headers) implements Fault {}

    /** The connection ends without an answer. */
    public record Cut() implements Fault {}

    /** Nothing happens until the server is closed. */
    public record Slow() implements Fault {}

    /** As it came in. */
    public record Upload(Map<String, List<String>> fields, String fileName, String content) {
        public String documentId() {
            return fields.getOrDefault("document_id", List.of("")).getFirst();
        }
    }

    private record Document(String content, AtomicInteger asked) {}

    public static Answer problem(int status, String detail) {
        return new Answer(
                status,
                "{\"code\": \"%s\", \"detail\": \"%s\"}".formatted(status == 404 ? "not_found" : "refused", detail),
                List.of());
    }

    public static Answer busy(int status, String retryAfter) {
        return new Answer(status, "{\"detail\": \"Quern is busy.\"}", List.of("Retry-After", retryAfter));
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next upload meets it; those after the last fault go well. */
    public void fault(Fault fault) {
        faults.add(fault);
    }

    /** Gives the state in which a document with this content ends: ready, or failed with the reason after a colon. */
    void verdict(Function<String, String> of) {
        verdict = of;
    }

    /** How often a document is said to be pending before it is what it becomes. */
    void pendingFor(int rounds) {
        roundsUntilOver = rounds;
    }

    void awaitSlowUpload() throws InterruptedException {
        slowUploadBegan.await();
    }

    /** And never comes back. */
    void goAwayAtTheFirstUpload() {
        isLeaving = true;
    }

    void loseEverything() {
        documents.clear();
    }

    public synchronized List<Upload> uploads() {
        return List.copyOf(uploads);
    }

    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    public synchronized List<String> keys() {
        return List.copyOf(keys);
    }

    Map<String, String> contents() {
        Map<String, String> contents = new HashMap<>();
        documents.forEach((id, document) -> contents.put(id, document.content()));
        return contents;
    }

    @Override
    public void close() {
        slowUploadMayEnd.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString();
            synchronized (this) {
                requests.add(exchange.getRequestMethod() + " " + path);
                keys.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            }
            String id = path.replaceAll("/api/v1/documents/?|\\?.*", "");
            switch (exchange.getRequestMethod()) {
                case "POST" -> upload(exchange);
                case "DELETE" ->
                    answer(exchange, documents.remove(id) == null ? problem(404, "There is none.") : ok("", 204));
                default -> answer(exchange, id.isEmpty() ? list() : state(id));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing uploaded yet: not even a collection. */
    private Answer list() {
        return documents.isEmpty() ? problem(404, "There is no collection.") : ok("{\"documents\": []}", 200);
    }

    private Answer state(String id) {
        Document document = documents.get(id);
        return document == null ? problem(404, "There is none.") : ok(body(document, true), 200);
    }

    private void upload(HttpExchange exchange) throws IOException, InterruptedException {
        Fault fault = isLeaving ? new Cut() : faults.poll();
        if (isLeaving) {
            server.stop(0);
        }
        switch (fault) {
            case Slow slow -> {
                slowUploadBegan.countDown();
                slowUploadMayEnd.await();
            }
            case Cut cut -> exchange.getRequestBody().readNBytes(10);
            case Answer answer -> {
                exchange.getRequestBody().readAllBytes();
                answer(exchange, answer);
            }
            case null -> take(exchange);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        Upload upload = read(exchange);
        synchronized (this) {
            uploads.add(upload);
        }
        Document document = new Document(upload.content(), new AtomicInteger());
        Document before = documents.get(upload.documentId());
        boolean changed = before == null || !before.content().equals(upload.content());
        if (changed) {
            documents.put(upload.documentId(), document);
        }
        answer(exchange, ok(body(document, changed), 202));
    }

    private static Upload read(HttpExchange exchange) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        String boundary = "--" + type.replaceAll(".*boundary=", "");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!body.endsWith(boundary + "--\r\n")) {
            throw new IOException("a form that is cut off");
        }
        Map<String, List<String>> fields = new HashMap<>();
        String fileName = "";
        String content = "";
        for (String part : body.split(Pattern.quote(boundary) + "\r\n", -1)) {
            Matcher matcher = PART.matcher(part.replace(boundary + "--\r\n", ""));
            if (!matcher.matches()) {
                continue;
            }
            if (matcher.group(2) == null) {
                fields.computeIfAbsent(matcher.group(1), name -> new ArrayList<>())
                        .add(matcher.group(3));
            } else {
                fileName = matcher.group(2);
                content = matcher.group(3);
            }
        }
        return new Upload(fields, fileName, content);
    }

    private String body(Document document, boolean changed) {
        boolean isOver = document.asked().getAndIncrement() > roundsUntilOver;
        String[] state = isOver ? verdict.apply(document.content()).split(":", 2) : new String[] {"pending"};
        String reason = state.length > 1 ? ", \"reason\": \"" + state[1] + "\"" : "";
        return "{\"status\": \"%s\"%s, \"changed\": %s}".formatted(state[0], reason, changed);
    }

    private static Answer ok(String body, int status) {
        return new Answer(status, body, List.of());
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        for (int i = 0; i < answer.headers().size(); i += 2) {
            exchange.getResponseHeaders()
                    .set(answer.headers().get(i), answer.headers().get(i + 1));
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
