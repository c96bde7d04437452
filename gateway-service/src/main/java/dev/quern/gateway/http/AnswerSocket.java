package dev.quern.gateway.http;

import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Questions on a WebSocket. Messages are heard while answers to others are not read: the session bounds how many. */
@WebSocket(
        path = "/api/v1/rag/ws",
        endpointId = AnswerSocket.ID,
        inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class AnswerSocket {
    static final String ID = "answers";
    static final TypedKey<UpgradedRequest> REQUEST = new TypedKey<>("request");
    static final TypedKey<Headers> HEADERS = new TypedKey<>("headers");
    static final TypedKey<Guest> GUEST = new TypedKey<>("guest");
    private static final Logger LOG = Logger.getLogger(AnswerSocket.class);

    private final Sockets sockets;

    public AnswerSocket(Sockets sockets) {
        this.sockets = sockets;
    }

    @OnOpen
    public Uni<Void> open(WebSocketConnection connection) {
        return sockets.open(
                connection,
                connection.userData().get(HEADERS),
                Optional.ofNullable(connection.userData().get(GUEST)));
    }

    @OnTextMessage
    public Uni<Void> hear(String text, WebSocketConnection connection) {
        return sockets.session(connection)
                .map(session -> session.hear(text))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    @OnBinaryMessage
    public Uni<Void> refuse(Buffer bytes, WebSocketConnection connection) {
        sockets.session(connection).ifPresent(session -> session.close(SocketClose.BINARY));
        return Uni.createFrom().voidItem();
    }

    @OnClose
    public void close(WebSocketConnection connection) {
        sockets.close(connection);
        connection.userData().get(REQUEST).end();
    }

    /** Such as a frame out of protocol: the connection is closed, and nothing is under way any more. */
    @OnError
    public void fail(Throwable failure, WebSocketConnection connection) {
        LOG.debug("a WebSocket failed", failure);
        sockets.session(connection).ifPresent(session -> session.close(SocketClose.FAILED));
        sockets.close(connection);
    }
}
