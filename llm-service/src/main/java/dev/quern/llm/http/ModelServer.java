package dev.quern.llm.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.llm.Patience;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server's HTTP side. The JDK's client is used because a request of its can be cancelled before the server has
 * answered, which closes the connection: while a model reads a long prompt, that is the only way to stop it. Redirects
 * are not followed, since the key would go with them.
 */
final class ModelServer implements AutoCloseable {
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int LONGEST_REFUSAL = 16 << 10;
    private static final long LARGEST_CHECK = 4 << 20;

    private final HttpModelSettings settings;
    private final Dialect dialect;
    private final Events events;
    private final HttpClient client;
    private volatile boolean closed;

    ModelServer(HttpModelSettings settings, Dialect dialect, Events events) {
        this.settings = settings;
        this.dialect = dialect;
        this.events = events;
        client = HttpClient.newBuilder()
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(VirtualThreads.executor())
                // The upgrade to HTTP/2 in clear text confuses small servers.
                .version(
                        "https".equalsIgnoreCase(settings.baseUrl().getScheme())
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * Sends a completion's request; returns when the server begins to answer it with a stream. It is sent once more when
     * the server cannot be reached or is not ready, as long as there is time.
     */
    ResponseLines complete(Call call, byte[] body, Patience patience) throws InterruptedException {
        HttpRequest request = request(dialect.path())
                .header("Content-Type", "application/json")
                .header("Accept", dialect.streamType())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return open(call, request, patience);
        } catch (NotReachedException e) {
            Duration pause = e.pause();
            if (pause.compareTo(LONGEST_PAUSE) > 0
                    || pause.compareTo(call.deadline().remaining()) >= 0) {
                throw e.failure();
            }
            Thread.sleep(pause);
        }
        try {
            return open(call, request, patience);
        } catch (NotReachedException e) {
            throw e.failure();
        }
    }

    /**
     * Throws when the server cannot be reached, does not accept the key, is busy or says that it has not the model. Many
     * servers and proxies have no list of their models: whatever else they answer, they are there.
     */
    void check() {
        HttpRequest request = request(dialect.checkPath()).GET().build();
        BodyHandler<byte[]> bounded = _ -> BodySubscribers.limiting(BodySubscribers.ofByteArray(), LARGEST_CHECK);
        try {
            HttpResponse<byte[]> response = send(request, Deadline.after(CHECK_TIMEOUT), bounded);
            switch (response.statusCode()) {
                case 200 -> requireModel(response.body());
                case 401, 403, 429, 529 ->
                    throw events.refusals().of(response.statusCode(), response.headers(), response.body());
                default -> {}
            }
        } catch (TimeoutException e) {
            throw events.failures().unavailable(" has a server that does not answer.", e);
        } catch (NotReachedException e) {
            throw e.failure();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QuernException.of(e);
        }
    }

    private void requireModel(byte[] checked) {
        Optional<JsonNode> answer =
                Json.read(new String(checked, StandardCharsets.UTF_8)).filter(JsonNode::isObject);
        if (answer.isPresent() && !dialect.hasModel(answer.get())) {
            throw events.failures().unavailable(" is not among the models of its server.");
        }
    }

    @Override
    public void close() {
        closed = true;
        client.shutdownNow();
    }

    private ResponseLines open(Call call, HttpRequest request, Patience patience)
            throws InterruptedException, NotReachedException {
        ResponseLines lines = new ResponseLines();
        boolean open = false;
        try {
            Duration left = patience.left();
            boolean stallFirst = left.compareTo(call.deadline().remaining()) < 0;
            if (call.deadline().isPassed()) {
                throw events.failures().late();
            }
            HttpResponse<ResponseLines> response;
            try {
                response = send(request, call.deadline().orAfter(left), _ -> lines);
            } catch (TimeoutException _) {
                throw stallFirst ? patience.over() : events.failures().late();
            }
            requireStream(call, response);
            open = true;
            return lines;
        } finally {
            if (!open) {
                lines.close();
            }
        }
    }

    private void requireStream(Call call, HttpResponse<ResponseLines> response)
            throws InterruptedException, NotReachedException {
        int status = response.statusCode();
        String type = response.headers().firstValue("Content-Type").orElse(dialect.streamType());
        if (status == 200 && isStream(type)) {
            return;
        }
        Patience brief = new Patience(events.failures(), new Patience.Limits(PAUSE.multipliedBy(5), PAUSE));
        byte[] body = response.body().beginning(call, brief, LONGEST_REFUSAL);
        if (status == 200) {
            throw events.refusals().noStream(type);
        }
        QuernException refusal = events.refusals().of(status, response.headers(), body);
        if (status == 503) {
            throw new NotReachedException(refusal, refusal.retryAfter().orElse(PAUSE));
        }
        throw refusal;
    }

    /** Servers are not exact about the types of streams; a page or a single object is none. */
    private boolean isStream(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return !lower.startsWith("text/html")
                && (!lower.startsWith("application/json")
                        || dialect.streamType().contains("json"));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.address() + path));
        dialect.headers().forEach(request::header);
        settings.apiKey().ifPresent(key -> dialect.headers(key).forEach(request::header));
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, Deadline limit, BodyHandler<T> handler)
            throws InterruptedException, TimeoutException, NotReachedException {
        if (closed) {
            throw events.failures().closed();
        }
        CompletableFuture<HttpResponse<T>> response = client.sendAsync(request, handler);
        try {
            return response.get(limit.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof IOException) {
                throw new NotReachedException(
                        events.failures().unavailable(" has a server that cannot be reached.", cause), PAUSE);
            }
            throw QuernException.of(cause);
        } finally {
            // Does nothing when there is a response.
            response.cancel(true);
        }
    }
}
