package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is said to the client of a WebSocket. */
final class SocketLine {
    private final WebSocketConnection connection;
    private final ObjectMapper json;
    private final Duration slowReader;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param slowReader a message that the client has not taken for so long is the last one */
    SocketLine(WebSocketConnection connection, ObjectMapper json, Duration slowReader) {
        this.connection = connection;
        this.json = json;
        this.slowReader = slowReader;
    }

    /** Is done when the connection has taken it, which it does as fast as the client reads. */
    Uni<Void> say(String type, Optional<String> id, Object fields) {
        if (isClosed()) {
            return Uni.createFrom().failure(new IllegalStateException("the WebSocket is closed"));
        }
        ObjectNode message = json.createObjectNode().put("type", type);
        id.ifPresent(known -> message.put("id", known));
        message.setAll(json.<ObjectNode>valueToTree(fields));
        return connection
                .sendText(message.toString())
                .ifNoItem()
                .after(slowReader)
                .recoverWithUni(() -> {
                    close(SocketClose.SLOW);
                    return Uni.createFrom().failure(new IllegalStateException("the client does not read"));
                });
    }

    Uni<Void> error(Optional<String> id, Throwable failure, String traceId) {
        return say("error", id, Map.of("problem", Failures.document(failure, traceId)));
    }

    /** Only the first reason is told. */
    void close(SocketClose why) {
        if (closed.compareAndSet(false, true)) {
            connection.close(why.reason()).subscribe().with(_ -> {}, _ -> {});
        }
    }

    /** Whether it was closed from here; messages may come for a while nevertheless. */
    boolean isClosed() {
        return closed.get();
    }
}
