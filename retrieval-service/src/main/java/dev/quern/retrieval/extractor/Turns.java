package dev.quern.retrieval.extractor;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Who may have a file read now: so many at a time, in the order in which they came, and not too many who wait. */
final class Turns {
    private static final Duration BUSY = Duration.ofSeconds(5);

    private final Semaphore free;
    private final int mostWaiting;
    private final AtomicInteger waiting = new AtomicInteger();

    Turns(int atOnce, int mostWaiting) {
        this.free = new Semaphore(atOnce, true);
        this.mostWaiting = mostWaiting;
    }

    /** Waits as long as the caller does. */
    Turn take(Call call) {
        call.ensureWanted();
        if (waiting.incrementAndGet() > mostWaiting + free.availablePermits()) {
            waiting.decrementAndGet();
            throw QuernException.overloaded("Too many files are being read at the moment.", BUSY);
        }
        try {
            while (!free.tryAcquire(call.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                call.ensureWanted();
            }
        } catch (InterruptedException gone) {
            Thread.currentThread().interrupt();
            throw QuernException.of(gone);
        } finally {
            waiting.decrementAndGet();
        }
        return free::release;
    }

    /** How many wait at the moment. */
    int waiting() {
        return waiting.get();
    }

    @FunctionalInterface
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }
}
