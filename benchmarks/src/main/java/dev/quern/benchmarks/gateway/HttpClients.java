package dev.quern.benchmarks.gateway;

import dev.quern.benchmarks.Load;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/** Connections that are kept alive and shared by the clients of one measurement. */
final class HttpClients implements AutoCloseable {
    private final int port;
    private final BlockingQueue<HttpConnection> idle = new LinkedBlockingQueue<>();

    HttpClients(int port) {
        this.port = port;
    }

    /** Each client sends its next request when the last is answered with 200. */
    Load.Result closedLoop(int clients, Duration time, Supplier<byte[]> requests) throws InterruptedException {
        return Load.closedLoop(clients, time, () -> expectSuccess(requests.get()));
    }

    /** A request at every beat. */
    Load.Result openLoop(Duration beat, Duration time, Supplier<byte[]> requests) throws InterruptedException {
        return Load.openLoop(beat, time, () -> expectSuccess(requests.get()));
    }

    private void expectSuccess(byte[] request) {
        HttpConnection.Reply reply = send(request);
        if (reply.status() != 200) {
            throw new IllegalStateException("answered " + reply.status() + ": " + reply.body());
        }
    }

    /** One request on a connection that nobody uses, or on a new one. */
    HttpConnection.Reply send(byte[] request) {
        try {
            HttpConnection known = idle.poll();
            if (known != null) {
                try {
                    return exchange(known, request);
                } catch (IOException closed) {
                    // Servers close connections that nobody used for a while, as any client has to expect.
                    known.close();
                }
            }
            return exchange(new HttpConnection(port), request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpConnection.Reply exchange(HttpConnection connection, byte[] request) throws IOException {
        HttpConnection.Reply reply = connection.exchange(request);
        idle.add(connection);
        return reply;
    }

    @Override
    public void close() throws IOException {
        for (HttpConnection connection : idle) {
            connection.close();
        }
    }
}
