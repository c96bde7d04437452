package dev.quern.command;

import java.io.IOException;

/** There is no use in going on: the server is away, or does not let us in. */
final class ServerLostException extends IOException {
    ServerLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
