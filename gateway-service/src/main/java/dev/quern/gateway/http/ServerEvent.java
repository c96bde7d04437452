package dev.quern.gateway.http;

import java.util.Optional;

/**
 * One server-sent event.
 *
 * @param id where a client can go on
 * @param name empty where all events of a stream are of one kind
 * @param data as it is written in JSON
 */
public record ServerEvent(Optional<String> id, Optional<String> name, Object data) {
    /** A comment, which clients skip and which keeps the connection open: nobody tells nothing otherwise. */
    static final ServerEvent HEARTBEAT = new ServerEvent(Optional.empty(), Optional.empty(), "");

    static ServerEvent named(String name, Object data) {
        return new ServerEvent(Optional.empty(), Optional.of(name), data);
    }

    public static ServerEvent unnamed(Object data) {
        return new ServerEvent(Optional.empty(), Optional.empty(), data);
    }

    ServerEvent withId(String newId) {
        return new ServerEvent(Optional.of(newId), name, data);
    }

    boolean isHeartbeat() {
        return equals(HEARTBEAT);
    }
}
