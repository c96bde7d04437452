package dev.quern.gateway.http;

import java.util.Map;

/** Server-sent events that have the same form whatever is told. */
final class Events {
    private Events() {}

    static ServerEvent error(Map<String, Object> problem) {
        return ServerEvent.named("error", problem);
    }

    /** Nothing follows, and nobody needs to connect again. */
    static ServerEvent end() {
        return ServerEvent.named("end", Map.of());
    }
}
