package dev.quern.cache;

import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** Lets a few callers at a time load values ahead of use, each at its own {@link Pace}. */
public final class WarmingTurns {
    private static final Duration LATER = Duration.ofSeconds(30);

    private final Semaphore free;
    private final int rate;
    private final LongSupplier lookups;

    /** @param lookups a count that rises */
    WarmingTurns(int callers, int rate, LongSupplier lookups) {
        if (callers < 1 || callers > 100) {
            throw new IllegalArgumentException("quern.cache.warming.callers must be between 1 and 100");
        }
        this.free = new Semaphore(callers);
        this.rate = rate;
        this.lookups = lookups;
    }

    /** Throws when enough others are at it. */
    public Turn take() {
        if (!free.tryAcquire()) {
            throw QuernException.overloaded("Others are loading values; try again when they are done.", LATER);
        }
        return new Turn(new Pace(rate, lookups));
    }

    /** Of one caller, which does one thing after the other. */
    public final class Turn implements AutoCloseable {
        private final Pace pace;
        private final AtomicBoolean over = new AtomicBoolean();

        private Turn(Pace pace) {
            this.pace = pace;
        }

        /** Waits for the time of the next value. */
        public void await() throws InterruptedException {
            pace.await();
        }

        @Override
        public void close() {
            if (over.compareAndSet(false, true)) {
                free.release();
            }
        }
    }
}
