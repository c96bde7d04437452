package dev.quern.gateway.http;

import dev.quern.gateway.Places;
import dev.quern.gateway.SocketsConfig;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The WebSockets that are open. */
@ApplicationScoped
public class Sockets {
    private static final long LOOK_MILLIS = 500;

    private final SocketQuestions questions;
    private final Doorkeeper doorkeeper;
    private final Draining draining;
    private final Places strangers;
    private final Places guests;
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    public Sockets(
            SocketQuestions questions, Doorkeeper doorkeeper, Draining draining, Vertx vertx, MeterRegistry metrics) {
        this.questions = questions;
        this.doorkeeper = doorkeeper;
        this.draining = draining;
        SocketsConfig config = questions.config().streams().sockets();
        strangers = new Places(config.strangers(), SocketClose.FULL.words());
        guests = new Places(config.most(), SocketClose.FULL.words());
        metrics.gaugeMapSize("quern.gateway.sockets", List.of(), open);
        vertx.setPeriodic(
                LOOK_MILLIS, _ -> open.values().forEach(one -> one.session().look()));
    }

    /** Throws when there is no place for them. */
    void ensureRoom(Optional<Guest> guest) {
        SocketPlace place = place();
        place.enter(guest);
        place.leave();
    }

    Uni<Void> open(WebSocketConnection connection, Headers headers, Optional<Guest> guest) {
        SocketLine line = new SocketLine(
                connection, questions.json(), questions.config().streams().slowReader());
        SocketPlace place = place();
        try {
            place.enter(guest);
        } catch (QuernException full) {
            line.close(SocketClose.FULL);
            return Uni.createFrom().voidItem();
        }
        SocketSession session = new SocketSession(line, questions, doorkeeper, headers, guest, place);
        open.put(connection.id(), new Open(session, draining.enter(session::end)));
        return session.open();
    }

    Optional<SocketSession> session(WebSocketConnection connection) {
        return Optional.ofNullable(open.get(connection.id())).map(Open::session);
    }

    void close(WebSocketConnection connection) {
        Open closed = open.remove(connection.id());
        if (closed != null) {
            closed.leave().run();
            closed.session().gone();
        }
    }

    private SocketPlace place() {
        return new SocketPlace(strangers, guests);
    }

    /** @param leave to be run when it is closed */
    private record Open(SocketSession session, Runnable leave) {}
}
