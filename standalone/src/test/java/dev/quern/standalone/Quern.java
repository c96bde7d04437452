package dev.quern.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A running Quern as a client sees it. */
record Quern(URI address, Optional<String> apiKey) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** A response, its body read as JSON. */
    record Reply(int status, JsonNode body) {}

    /** One server-sent event. */
    record Event(String name, JsonNode data) {}

    Reply get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    Reply delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE().build());
    }

    Reply post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(json(body))
                .build());
    }

    Reply postFile(String path, String name, String content) throws IOException, InterruptedException {
        String body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n" + content + "\r\n--b--\r\n";
        return send(request(path)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** A file of a request with several. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record File(String name, byte[] content) {}

    Reply upload(String collection, String name, String mediaType, byte[] content)
            throws IOException, InterruptedException {
        return multipart("/api/v1/documents", collection, mediaType, List.of(new File(name, content)));
    }

    Reply uploadBatch(String collection, List<File> files) throws IOException, InterruptedException {
        return multipart("/api/v1/documents/batch", collection, "application/octet-stream", files);
    }

    private Reply multipart(String path, String collection, String mediaType, List<File> files)
            throws IOException, InterruptedException {
        List<byte[]> body = new ArrayList<>();
        body.add(("--b\r\nContent-Disposition: form-data; name=\"collection\"\r\n\r\n" + collection + "\r\n")
                .getBytes(UTF_8));
        for (File file : files) {
            body.add(("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + file.name()
                            + "\"\r\nContent-Type: " + mediaType + "\r\n\r\n")
                    .getBytes(UTF_8));
            body.add(file.content());
            body.add("\r\n".getBytes(UTF_8));
        }
        body.add("--b--\r\n".getBytes(UTF_8));
        return send(request(path)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofByteArrays(body))
                .build());
    }

    Reply ask(String question, String collection) throws IOException, InterruptedException {
        return post("/api/v1/rag/query", Map.of("query", question, "collection", collection, "max_results", 3));
    }

    List<Event> stream(String question, String collection) throws IOException, InterruptedException {
        return events(request("/api/v1/rag/stream")
                .header("Content-Type", "application/json")
                .POST(json(Map.of("query", question, "collection", collection, "max_results", 3)))
                .build());
    }

    /** All events until the stream ends. */
    List<Event> events(String path) throws IOException, InterruptedException {
        return events(request(path).GET().build());
    }

    private static List<Event> events(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<java.util.stream.Stream<String>> response = HTTP.send(request, BodyHandlers.ofLines());
        List<Event> events = new ArrayList<>();
        String name = "";
        for (String line : response.body().toList()) {
            if (line.startsWith("event:")) {
                name = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                events.add(new Event(name, JSON.readTree(line.substring("data:".length()))));
            }
        }
        return events;
    }

    String text(String path) throws IOException, InterruptedException {
        return HTTP.send(request(path).GET().build(), BodyHandlers.ofString()).body();
    }

    /** Uploads and waits until the document is searchable. */
    void add(String collection, String id, String title, String text) throws IOException, InterruptedException {
        Reply accepted = post(
                "/api/v1/documents", Map.of("collection", collection, "document_id", id, "title", title, "text", text));
        if (accepted.status() != 202) {
            throw new AssertionError("not accepted: " + accepted);
        }
        awaitReady(accepted.body().get("status_url").asText());
    }

    void awaitReady(String statusUrl) throws InterruptedException {
        Await.until("the document is ready", Duration.ofSeconds(60), () -> {
            JsonNode document = get(statusUrl).body();
            if (document.path("status").asText().equals("failed")) {
                throw new AssertionError("indexing failed: " + document);
            }
            return document.path("status").asText().equals("ready");
        });
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT);
        apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }

    private static Reply send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
        return new Reply(
                response.statusCode(),
                response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body()));
    }

    private static BodyPublisher json(Map<String, ?> body) throws IOException {
        return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    }
}
