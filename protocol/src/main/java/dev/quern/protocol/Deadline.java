package dev.quern.protocol;

import java.time.Duration;

/** A point in time after which nobody waits for the result any more. Immune to changes of the wall clock. */
public record Deadline(long nanoTime) {
    public static Deadline after(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** Zero when the deadline has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    public boolean isPassed() {
        return nanoTime - System.nanoTime() <= 0;
    }

    public Deadline orAfter(Duration limit) {
        Deadline other = after(limit);
        return other.nanoTime - nanoTime < 0 ? other : this;
    }
}
