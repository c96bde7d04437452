package dev.quern.retrieval;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait after failures that may pass: twice as long after each, up to a limit. */
record Backoff(Duration first, Duration longest) {

    /**
     * Spread, so that those who failed together do not return together.
     *
     * @param failures one after the other, 1 or more
     * @param asked for by who failed
     */
    Duration after(int failures, Duration asked) {
        long exponential = first.toMillis() << Math.min(failures - 1, 20);
        long millis = Math.min(longest.toMillis(), Math.max(asked.toMillis(), exponential));
        return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 4 + 1));
    }
}
