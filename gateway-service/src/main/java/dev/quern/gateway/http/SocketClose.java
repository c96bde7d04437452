package dev.quern.gateway.http;

import io.quarkus.websockets.next.CloseReason;

/** Why Quern closes a WebSocket: the codes are RFC 6455's, and from 4000 on Quern's own after the statuses of HTTP. */
enum SocketClose {
    UNKNOWN(4401, "Say who you are."),
    IDLE(4408, "Nothing was asked for a while."),
    BINARY(1003, "Messages are texts."),
    SLOW(1008, "Messages were not read."),
    HASTY(1008, "Too much was said before it was known who says it."),
    FAILED(1011, "Something went wrong."),
    ENDING(1012, "This part of Quern is shutting down; connect again."),
    FULL(1013, "As many WebSockets as possible are open; try again shortly.");

    private final int code;
    private final String words;

    SocketClose(int code, String words) {
        this.code = code;
        this.words = words;
    }

    String words() {
        return words;
    }

    CloseReason reason() {
        return new CloseReason(code, words);
    }
}
