package dev.quern.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Leaves a failing part alone: after some failures in a row it lets one attempt through per pause, until one succeeds.
 * An attempt that never reports back costs nothing but its pause.
 */
public final class Circuit {
    private final int threshold;
    private final long pause;
    private final LongSupplier nanoTime;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong nextAttempt = new AtomicLong();

    public Circuit(int threshold, Duration pause, LongSupplier nanoTime) {
        this.threshold = threshold;
        this.pause = pause.toNanos();
        this.nanoTime = nanoTime;
    }

    /** For a part that fails apart from this one. */
    Circuit another() {
        return new Circuit(threshold, Duration.ofNanos(pause), nanoTime);
    }

    public boolean isClosed() {
        return failures.get() < threshold;
    }

    /** Whether the caller may make an attempt now. */
    public boolean allows() {
        if (isClosed()) {
            return true;
        }
        long due = nextAttempt.get();
        long now = nanoTime.getAsLong();
        return now - due >= 0 && nextAttempt.compareAndSet(due, now + pause);
    }

    /** @return whether this closed the circuit */
    public boolean succeeded() {
        return failures.getAndSet(0) >= threshold;
    }

    public void failed() {
        if (isClosed()) {
            nextAttempt.set(nanoTime.getAsLong() + pause);
        }
        failures.incrementAndGet();
    }
}
