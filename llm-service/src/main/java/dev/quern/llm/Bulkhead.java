package dev.quern.llm;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets so many generations run at once and so many wait, first come first served; the rest is refused. */
final class Bulkhead {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final int capacity;
    private final Semaphore slots;
    private final AtomicInteger pending = new AtomicInteger();

    Bulkhead(int concurrency, int queue) {
        capacity = concurrency + queue;
        slots = new Semaphore(concurrency, true);
    }

    /** Generations that run or wait. */
    int pending() {
        return pending.get();
    }

    <T> T run(Call call, Work<T> work) throws InterruptedException {
        try {
            if (pending.incrementAndGet() > capacity) {
                throw QuernException.overloaded("Too many answers are being generated.", RETRY_AFTER);
            }
            if (!slots.tryAcquire(call.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new QuernException(
                        ErrorCode.DEADLINE_EXCEEDED, "The request's time was over before a model was free.");
            }
            try {
                return work.run();
            } finally {
                slots.release();
            }
        } finally {
            pending.decrementAndGet();
        }
    }

    @FunctionalInterface
    interface Work<T> {
        T run() throws InterruptedException;
    }
}
