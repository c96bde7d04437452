package dev.quern.retrieval;

import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all uploads under way share: what does not fit is refused at once instead of waited for. A byte of text
 * takes several bytes of memory until it is stored.
 */
final class UploadMemory {
    private static final Duration BUSY = Duration.ofSeconds(2);

    /** A buffer that grows by doubling, the characters that are decoded from it, and the string of them: 2 each. */
    private static final int BYTES_FOR_EACH = 6;

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** @param limit in bytes of memory */
    UploadMemory(long limit) {
        this.limit = limit;
    }

    /** The memory that so many bytes of text take. */
    static long neededFor(long bytes) {
        return bytes * BYTES_FOR_EACH;
    }

    void take(long bytes) {
        long needed = neededFor(bytes);
        if (used.addAndGet(needed) > limit) {
            used.addAndGet(-needed);
            throw QuernException.overloaded("Too many documents are being uploaded at the moment.", BUSY);
        }
    }

    void giveBack(long bytes) {
        used.addAndGet(-neededFor(bytes));
    }
}
