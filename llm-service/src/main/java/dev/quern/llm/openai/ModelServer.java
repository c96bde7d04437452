package dev.quern.llm.openai;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server's HTTP side. The JDK's client is used because a request of its can be cancelled before the server has
 * answered, which closes the connection: while a model reads a long prompt, that is the only way to stop it.
 */
final class ModelServer implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final long LONGEST_RETRY = 3600;

    private final URI baseUrl;
    private final Optional<String> apiKey;
    private final HttpClient client;

    ModelServer(URI baseUrl, Optional<String> apiKey) {
        this.baseUrl = baseUrl;
        this.apiKey = apiKey;
        client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(VirtualThreads.executor())
                // The upgrade to HTTP/2 in clear text confuses small servers.
                .version(
                        "https".equalsIgnoreCase(baseUrl.getScheme())
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Sends a completion's request; returns when the server begins to answer it with a stream. */
    EventLines complete(Call call, byte[] body) throws InterruptedException {
        HttpRequest request = request("/chat/completions")
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        EventLines lines = new EventLines();
        boolean open = false;
        try {
            HttpResponse<EventLines> response = send(request, call.deadline(), _ -> lines);
            if (response.statusCode() != 200) {
                throw refused(response);
            }
            open = true;
            return lines;
        } finally {
            if (!open) {
                lines.close();
            }
        }
    }

    /** Throws unless the server answers for its models. */
    void check() {
        try {
            var response =
                    send(request("/models").GET().build(), Deadline.after(CHECK_TIMEOUT), BodyHandlers.discarding());
            if (response.statusCode() != 200) {
                throw refused(response);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QuernException.of(e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        String base = baseUrl.toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path));
        apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, Deadline deadline, BodyHandler<T> handler)
            throws InterruptedException {
        CompletableFuture<HttpResponse<T>> response = client.sendAsync(request, handler);
        try {
            return response.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof IOException
                    ? new QuernException(
                            ErrorCode.SERVICE_UNAVAILABLE, "The language model's server cannot be reached.", cause)
                    : QuernException.of(cause);
        } catch (TimeoutException e) {
            throw new QuernException(
                    ErrorCode.DEADLINE_EXCEEDED, "The language model's server did not answer in time.", e);
        } finally {
            // Does nothing when there is a response.
            response.cancel(true);
        }
    }

    private static QuernException refused(HttpResponse<?> response) {
        int status = response.statusCode();
        return switch (status) {
            case 401, 403 ->
                new QuernException(
                        ErrorCode.SERVICE_UNAVAILABLE,
                        "The language model's server does not accept the configured API key (" + status + ").");
            case 404 ->
                new QuernException(
                        ErrorCode.SERVICE_UNAVAILABLE,
                        "The language model's server does not have the configured model or path (404).");
            case 429 -> QuernException.overloaded("The language model's server is busy (429).", retryAfter(response));
            default ->
                new QuernException(
                        ErrorCode.SERVICE_UNAVAILABLE,
                        "The language model's server refused the request (" + status + ").");
        };
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,9}"))
                .map(seconds -> Duration.ofSeconds(Math.min(LONGEST_RETRY, Long.parseLong(seconds))))
                .orElse(RETRY_AFTER);
    }
}
