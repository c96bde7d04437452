package dev.quern.command.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.command.DocumentServer;
import dev.quern.command.Labels;
import dev.quern.command.RefusedException;
import dev.quern.command.SourceFile;
import dev.quern.command.Target;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The REST API. */
public final class HttpDocumentServer implements DocumentServer, AutoCloseable {
    private static final Duration CONNECT_TIME = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(30);
    /** The server reads a file before it answers. */
    private static final Duration READING_TIME = Duration.ofMinutes(3);
    /** Of a line that is still worth using. */
    private static final long SLOWEST_BYTES_PER_SECOND = 32 * 1024;

    private static final int LONGEST_ANSWER = 1024 * 1024;

    private final Target target;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIME)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    public HttpDocumentServer(Target target) {
        this.target = target;
    }

    @Override
    public void check() throws IOException, InterruptedException {
        try {
            JsonNode list =
                    call(request("?page_size=1", "&").timeout(ANSWER_TIME).build());
            if (!list.path("documents").isArray()) {
                throw new IOException("it is not Quern that answers there");
            }
        } catch (RefusedException e) {
            // The collection may be made by the first upload.
            if (!e.saysNotFound()) {
                throw e;
            }
        }
    }

    @Override
    public Accepted upload(SourceFile file, Labels labels, LongConsumer sent) throws IOException, InterruptedException {
        FileContent content = new FileContent(file, sent);
        MultipartBody body = new MultipartBody()
                .field("collection", target.collection())
                .field("document_id", file.documentId())
                .field("language", labels.language())
                .field("metadata", labels.metadata());
        labels.tags().forEach(tag -> body.field("tags", tag));
        String name = String.valueOf(file.path().getFileName());
        HttpRequest request = request("")
                .timeout(READING_TIME.plusSeconds(file.size() / SLOWEST_BYTES_PER_SECOND))
                .header("Content-Type", body.contentType())
                .POST(body.withFile("file", name, content.publisher()))
                .build();
        try {
            JsonNode document = call(request);
            return new Accepted(
                    Answers.status(document), document.path("changed").asBoolean(true), content.sha256());
        } catch (IOException e) {
            if (content.failure().isPresent()) {
                throw content.failure().get();
            }
            throw e;
        }
    }

    @Override
    public Optional<Status> status(String documentId) throws IOException, InterruptedException {
        try {
            return Optional.of(Answers.status(call(
                    request("/" + encoded(documentId), "?").timeout(ANSWER_TIME).build())));
        } catch (RefusedException e) {
            if (e.saysNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void delete(String documentId) throws IOException, InterruptedException {
        try {
            call(request("/" + encoded(documentId), "?")
                    .timeout(ANSWER_TIME)
                    .DELETE()
                    .build());
        } catch (RefusedException e) {
            if (!e.saysNotFound()) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpRequest.Builder request(String path, String beforeCollection) {
        return request(
                target.collection().isEmpty()
                        ? path
                        : path + beforeCollection + "collection=" + encoded(target.collection()));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target.url() + "/api/v1/documents" + path))
                .header("Accept", "application/json, application/problem+json");
        target.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }

    private JsonNode call(HttpRequest request) throws IOException, InterruptedException {
        BodyHandler<byte[]> bounded = BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER);
        HttpResponse<byte[]> answer;
        try {
            answer = client.send(request, bounded);
        } catch (ConnectException e) {
            throw new IOException(isNameUnknown(e) ? "its name is not known" : "nothing answers at that address", e);
        } catch (HttpTimeoutException e) {
            throw new IOException("it does not answer in time", e);
        }
        return Answers.body(answer);
    }

    private static boolean isNameUnknown(@Nullable Throwable why) {
        return why != null && (why instanceof UnresolvedAddressException || isNameUnknown(why.getCause()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
