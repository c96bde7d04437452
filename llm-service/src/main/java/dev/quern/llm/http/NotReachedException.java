package dev.quern.llm.http;

import dev.quern.protocol.QuernException;
import java.time.Duration;

/** The server has not begun to work on a request: it may be sent again after a pause. */
final class NotReachedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final QuernException failure;
    private final Duration pause;

    NotReachedException(QuernException failure, Duration pause) {
        super(failure);
        this.failure = failure;
        this.pause = pause;
    }

    /** For callers. */
    QuernException failure() {
        return failure;
    }

    Duration pause() {
        return pause;
    }
}
