package dev.quern.retrieval.weaviate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.TestConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WeaviateConnectionTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final AtomicInteger attempts = new AtomicInteger();
    private HttpServer server;
    private WeaviateConnection connection;

    /** A server that is never ready. */
    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", request -> {
            attempts.incrementAndGet();
            request.sendResponseHeaders(503, -1);
            request.close();
        });
        server.start();
        String port = Integer.toString(server.getAddress().getPort());
        connection = new WeaviateConnection(TestConfig.with("weaviate.port", port, "weaviate.grpc-port", port)
                .weaviate());
    }

    @AfterEach
    void stop() {
        connection.close();
        server.stop(0);
    }

    @Test
    void givesEachCallerAFailureOfItsOwn() {
        QuernException first = failed();
        QuernException second = failed();

        assertThat(first.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(second.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(second.text()).isEqualTo(first.text());
        first.addSuppressed(second);
        assertThat(first.getSuppressed()).containsExactly(second);
    }

    @Test
    void triesAgainHoweverOftenItIsAskedMeanwhile() {
        long end = System.nanoTime() + BOUND.toNanos();
        while (attempts.get() < 2 && System.nanoTime() < end) {
            failed();
        }

        assertThat(attempts).hasValueGreaterThanOrEqualTo(2);
    }

    private QuernException failed() {
        return catchThrowableOfType(QuernException.class, () -> connection.callRest(client -> client.isReady()));
    }
}
