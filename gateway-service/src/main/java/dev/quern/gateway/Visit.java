package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import java.util.Objects;

/**
 * One request of a caller.
 *
 * @param priority the lane it waits in, never above what the caller may use
 */
public record Visit(Call call, Caller caller, Priority priority) {
    public Visit {
        Objects.requireNonNull(call);
        Priority highest = caller.highest();
        if (priority.compareTo(highest) > 0) {
            priority = highest;
        }
    }
}
