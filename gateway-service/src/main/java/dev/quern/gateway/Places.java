package dev.quern.gateway;

import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** So many of one kind of work at once, and no queue. */
final class Places {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final Semaphore free;
    private final int count;
    private final String noneLeft;

    /** @param noneLeft what is said when there is none */
    Places(int count, String noneLeft) {
        this.free = new Semaphore(count);
        this.count = count;
        this.noneLeft = noneLeft;
    }

    /** Takes a place, to be left by running the result, any number of times; throws when there is none. */
    Runnable enter() {
        if (!free.tryAcquire()) {
            throw QuernException.overloaded(noneLeft, TRY_AGAIN);
        }
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                free.release();
            }
        };
    }

    int taken() {
        return count - free.availablePermits();
    }
}
