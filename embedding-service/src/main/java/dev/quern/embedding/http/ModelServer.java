package dev.quern.embedding.http;

import com.fasterxml.jackson.databind.exc.InvalidNullException;
import dev.quern.embedding.ProviderSettings;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.RetryAfter;
import dev.quern.protocol.VirtualThreads;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP side of a provider. The JDK's client is used because an exchange of its can be given up at any point, which
 * closes the connection: whoever does not wait any more costs the provider nothing more. Redirects are not followed,
 * since the key would go with them.
 */
final class ModelServer implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final long LARGEST_ANSWER = 64L << 20;
    private static final int FAILURES_TO_REPORT = 3;

    /** What can stand in a header: the JDK would show the whole of a key that cannot. */
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");

    private final ProviderSettings provider;
    private final ProviderFailures failures;
    private final HttpClient client;
    private final AtomicReference<State> state = new AtomicReference<>(State.WORKING);
    private volatile boolean closed;

    /** Reads an answer; an {@link IOException} says that it is none. */
    @FunctionalInterface
    interface AnswerReader<T> {
        T read(byte[] answer) throws IOException;
    }

    /** How the last calls went. */
    private record State(int failures, String last) {
        static final State WORKING = new State(0, "");

        State failedAgain(String reason) {
            return new State(failures + 1, reason);
        }
    }

    ModelServer(ProviderSettings provider, ProviderFailures failures) {
        if (!provider.apiKey().stream().allMatch(KEY.asMatchPredicate())) {
            throw new IllegalArgumentException("The API key for " + provider
                    + " is empty or has a space, a line break or another character that no key can have.");
        }
        this.provider = provider;
        this.failures = failures;
        client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(VirtualThreads.executor())
                // The upgrade to HTTP/2 in clear text confuses small servers.
                .version(
                        "https".equalsIgnoreCase(provider.url().getScheme())
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * Asks, and once more where that may help and time is left.
     *
     * @param deadline of whoever waits; the provider's own timeout holds as well
     */
    <T> T ask(String path, Object question, Deadline deadline, AnswerReader<T> reader) throws InterruptedException {
        requireOpen();
        HttpRequest request = request(path)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(question)))
                .build();
        try {
            HttpResponse<byte[]> response = exchange(request, deadline, deadline.orAfter(provider.timeout()), true);
            if (response.statusCode() / 100 != 2) {
                throw failures.refused(response);
            }
            T answer = read(response.body(), reader);
            state.set(State.WORKING);
            return answer;
        } catch (QuernException e) {
            note(e);
            throw e;
        }
    }

    /**
     * Asks for what not every server tells; empty where it is not told. A server that is only busy or failing throws, so
     * that the same server does not tell it now and not later.
     */
    <T> Optional<T> look(String path, Deadline deadline, AnswerReader<T> reader) throws InterruptedException {
        requireOpen();
        HttpResponse<byte[]> response =
                exchange(request(path).GET().build(), deadline, deadline.orAfter(provider.timeout()), true);
        int status = response.statusCode();
        if (status == 408 || status == 429 || (status >= 500 && status != 501)) {
            throw failures.refused(response);
        }
        try {
            return status / 100 == 2 ? Optional.of(reader.read(response.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** For whoever waits as long as the provider may take. */
    Deadline unhurried() {
        return Deadline.after(provider.timeout().multipliedBy(2));
    }

    /** Throws when it is closed, or the last calls all failed. Asks nothing. */
    void check() {
        requireOpen();
        State now = state.get();
        if (now.failures() >= FAILURES_TO_REPORT) {
            throw failures.failing(now.last());
        }
    }

    void requireOpen() {
        if (closed) {
            throw failures.closed();
        }
    }

    @Override
    public void close() {
        closed = true;
        client.shutdown();
        try {
            if (!client.awaitTermination(provider.timeout())) {
                client.shutdownNow();
            }
        } catch (InterruptedException e) {
            client.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** The answer, whatever its status. */
    private HttpResponse<byte[]> exchange(HttpRequest request, Deadline deadline, Deadline limit, boolean mayRetry)
            throws InterruptedException {
        Duration pause;
        try {
            HttpResponse<byte[]> response = send(request, deadline, limit);
            Optional<Duration> wanted = pauseAfter(response);
            if (!mayRetry || wanted.isEmpty() || !isWorthwhile(limit, wanted.get())) {
                return response;
            }
            pause = wanted.get();
        } catch (IOException e) {
            // Also a connection that the server closed while it was idle. To compute twice does no harm.
            if (!mayRetry || !isWorthwhile(limit, PAUSE)) {
                throw failures.unreachable(e);
            }
            pause = PAUSE;
        }
        Thread.sleep(pause);
        return exchange(request, deadline, limit, false);
    }

    /** Throws {@link IOException} when no answer began. */
    private HttpResponse<byte[]> send(HttpRequest request, Deadline deadline, Deadline limit)
            throws InterruptedException, IOException {
        AtomicBoolean answering = new AtomicBoolean();
        BodyHandler<byte[]> handler = _ -> {
            answering.set(true);
            return BodySubscribers.limiting(BodySubscribers.ofByteArray(), LARGEST_ANSWER);
        };
        CompletableFuture<HttpResponse<byte[]>> response = client.sendAsync(request, handler);
        try {
            return response.get(limit.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof IOException broken) {
                if (answering.get()) {
                    throw failures.brokenOff(broken);
                }
                throw broken;
            }
            throw QuernException.of(cause);
        } catch (TimeoutException e) {
            throw deadline.isPassed() ? failures.late(e) : failures.tooSlow(e);
        } finally {
            // Does nothing when the response is complete.
            response.cancel(true);
        }
    }

    private <T> T read(byte[] answer, AnswerReader<T> reader) {
        try {
            return reader.read(answer);
        } catch (InvalidNullException e) {
            throw failures.unusable();
        } catch (IOException e) {
            throw failures.notUnderstood(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        String base = provider.url().toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");
        provider.apiKey().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }

    /** Only a server that fails counts, not one that refuses a text or has much to do. */
    private void note(QuernException failure) {
        if (failure.code() == ErrorCode.SERVICE_UNAVAILABLE || failure.code() == ErrorCode.DEADLINE_EXCEEDED) {
            state.updateAndGet(now -> now.failedAgain(failure.text()));
        } else if (!failure.code().isOverload()) {
            state.set(State.WORKING);
        }
    }

    /** Empty where another attempt makes no sense, or is wanted too late. */
    private static Optional<Duration> pauseAfter(HttpResponse<?> response) {
        @Nullable Duration wanted = RetryAfter.of(response.headers(), Instant.now()).orElse(null);
        @Nullable Duration pause = switch (response.statusCode()) {
            case 429 -> wanted;
            case 502, 503, 504 -> wanted == null ? PAUSE : wanted;
            default -> null;
        };
        return Optional.ofNullable(pause).filter(time -> time.compareTo(LONGEST_PAUSE) <= 0);
    }

    private boolean isWorthwhile(Deadline limit, Duration pause) {
        return !closed && limit.remaining().compareTo(pause.plus(PAUSE)) > 0;
    }
}
