package dev.quern.command;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The server has no room now; the same request may succeed later. */
public final class BusyException extends IOException {
    private final transient Optional<Duration> retryAfter;

    /** @param retryAfter when the server said so */
    public BusyException(String message, Optional<Duration> retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
