package dev.quern.retrieval.weaviate;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import dev.quern.retrieval.RetrievalConfig;
import io.weaviate.client6.v1.api.WeaviateClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way to one Weaviate, opened with the first call. Each call ends within the configured time, with the thread's
 * interruption, or with a {@link QuernException}; one that found the server gone is made once more on a new connection,
 * which is harmless because every call here may be repeated.
 */
final class WeaviateConnection implements AutoCloseable {
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Duration timeout;
    private final WeaviateConnector connector;
    private final ReentrantLock opening = new ReentrantLock();
    private final AtomicReference<@Nullable WeaviateClient> client = new AtomicReference<>();
    private volatile boolean closed;
    private @Nullable QuernException lastFailure;
    private long lastFailureAt;

    WeaviateConnection(RetrievalConfig.Weaviate config) {
        timeout = config.timeout();
        connector = new WeaviateConnector(config);
    }

    /** A request to Weaviate. */
    @FunctionalInterface
    interface Request<T> {
        T send(WeaviateClient client) throws IOException;
    }

    /** For requests over gRPC, which carry the deadline themselves and end when the thread is interrupted. */
    <T> T call(Request<T> request) {
        WeaviateClient first = client();
        try {
            return request.send(first);
        } catch (IOException | RuntimeException failure) {
            if (!WeaviateErrors.isUnreachable(failure)) {
                throw WeaviateErrors.translate(failure);
            }
            forget(first);
        }
        WeaviateClient second = client();
        try {
            return request.send(second);
        } catch (IOException | RuntimeException failure) {
            if (WeaviateErrors.isUnreachable(failure)) {
                forget(second);
            }
            throw WeaviateErrors.translate(failure);
        }
    }

    /** For requests over REST, whose client would wait for minutes to connect. */
    <T> T callRest(Request<T> request) {
        return call(current -> bounded(() -> request.send(current)));
    }

    /** Throws unless the server says that it is ready and takes our key. */
    void check() {
        boolean ready = callRest(WeaviateClient::isReady);
        if (!ready) {
            throw WeaviateErrors.unavailable("Weaviate, the document store, is not ready.");
        }
    }

    private WeaviateClient client() {
        WeaviateClient current = client.get();
        return current != null ? current : open();
    }

    private WeaviateClient open() {
        try {
            opening.lockInterruptibly();
        } catch (InterruptedException gone) {
            Thread.currentThread().interrupt();
            throw WeaviateErrors.cancelled(gone);
        }
        try {
            WeaviateClient current = client.get();
            return current != null ? current : openAlone();
        } finally {
            opening.unlock();
        }
    }

    private WeaviateClient openAlone() {
        if (closed) {
            throw WeaviateErrors.unavailable("The document store is closed.");
        }
        QuernException recent = lastFailure;
        // Those who waited here for the same failed attempt do not each make another one. Each gets a failure of its
        // own:
        // what they add to it is nobody else's.
        if (recent != null && System.nanoTime() - lastFailureAt < PAUSE_AFTER_FAILURE.toNanos()) {
            throw QuernException.unavailable("weaviate", recent.text(), recent);
        }
        try {
            WeaviateClient opened = bounded(connector::connect);
            client.set(opened);
            lastFailure = null;
            return opened;
        } catch (IOException | RuntimeException failure) {
            QuernException translated = WeaviateErrors.translate(failure);
            if (!Thread.currentThread().isInterrupted()) {
                lastFailure = translated;
                lastFailureAt = System.nanoTime();
            }
            throw translated;
        }
    }

    private <T> T bounded(Callable<T> work) throws IOException {
        Future<T> task = VirtualThreads.executor().submit(work);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException unreachable -> throw unreachable;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(failed);
            }
        } catch (TimeoutException late) {
            task.cancel(true);
            throw QuernException.unavailable("weaviate", WeaviateErrors.late(), late);
        } catch (InterruptedException gone) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw WeaviateErrors.cancelled(gone);
        }
    }

    /** A gRPC channel that lost its server waits up to two minutes before it tries again; a new one does not. */
    private void forget(WeaviateClient broken) {
        if (client.compareAndSet(broken, null)) {
            connector.closeQuietly(broken);
        }
    }

    @Override
    public void close() {
        closed = true;
        WeaviateClient current = client.get();
        if (current != null) {
            forget(current);
        }
    }
}
