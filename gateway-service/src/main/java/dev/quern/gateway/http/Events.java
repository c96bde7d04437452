package dev.quern.gateway.http;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Map;

/** Server-sent events that have the same form whatever is told. */
final class Events {
    private Events() {}

    static OutboundSseEvent named(Sse sse, String name, Object data) {
        return sse.newEventBuilder().name(name).data(data).build();
    }

    static OutboundSseEvent error(Sse sse, Map<String, Object> problem) {
        return named(sse, "error", problem);
    }

    /** Nothing follows, and nobody needs to connect again. */
    static OutboundSseEvent end(Sse sse) {
        return named(sse, "end", Map.of());
    }

    /** A comment, which clients skip and which keeps the connection open. */
    static OutboundSseEvent heartbeat(Sse sse) {
        return sse.newEventBuilder().comment("").build();
    }
}
