package dev.quern.gateway.http;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.SignedPrincipal;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Makes the calls of one request, on any thread and also after a body that took long to arrive.
 *
 * @param principal who is asking, with enough validity left for the longest call
 * @param time what the client gives a call
 */
record Calls(Supplier<SignedPrincipal> principal, Duration time, String traceId) {

    /** Whose time begins now. */
    Call begin() {
        return within(time);
    }

    Call within(Duration limit) {
        return new Call(principal.get(), Deadline.after(limit), traceId);
    }
}
