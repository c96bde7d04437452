package dev.quern.llm;

import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import java.time.Duration;

/**
 * Who goes first of those who wait: a head start over those of lower priority, and a shorter one over the less urgent
 * of the same. Since it is time, whoever waits long enough overtakes anybody that comes later, and none starves.
 */
record Rank(Priority priority, Urgency urgency) {
    /** A priority is worth so much of the longest time that is waited; all of urgency is worth less than one. */
    private static final double PRIORITY_SHARE = 0.25;

    private static final double URGENCY_SHARE = 0.1;

    static Rank of(Call call, Urgency urgency) {
        return new Rank(call.principal().priority(), urgency);
    }

    long headStart(Duration longest) {
        int priorities = switch (priority) {
            case BATCH -> 0;
            case INTERACTIVE -> 1;
            case EMERGENCY -> 2;
        };
        int urgencies = switch (urgency) {
            case LOW -> 0;
            case NORMAL -> 1;
            case HIGH -> 2;
        };
        return (long) ((priorities * PRIORITY_SHARE + urgencies * URGENCY_SHARE) * longest.toNanos());
    }
}
