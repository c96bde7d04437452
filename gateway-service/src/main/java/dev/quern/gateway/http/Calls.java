package dev.quern.gateway.http;

import dev.quern.gateway.Caller;
import dev.quern.gateway.Visit;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Priority;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Makes the calls of one request, on any thread and also after a body that took long to arrive; or the calls of one
 * connection, one after the other.
 *
 * @param caller who is asking, with a credential that is valid long enough for the longest call
 * @param time what the client gives a call
 */
public record Calls(Supplier<Caller> caller, Priority priority, Duration time, String traceId) {

    /** Whose time begins now. */
    public Call begin() {
        return within(time);
    }

    public Call within(Duration limit) {
        return new Call(caller.get().credential(), Deadline.after(limit), traceId);
    }

    /** Likewise, as the domain knows it. */
    public Visit visit() {
        Caller known = caller.get();
        return new Visit(new Call(known.credential(), Deadline.after(time), traceId), known, priority);
    }
}
