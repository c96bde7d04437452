package dev.quern.retrieval;

import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The memory that all uploads under way share: what does not fit is refused at once instead of waited for. */
final class UploadMemory {
    private static final Duration BUSY = Duration.ofSeconds(2);

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    UploadMemory(long limit) {
        this.limit = limit;
    }

    void take(long bytes) {
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            throw QuernException.overloaded("Too many documents are being uploaded at the moment.", BUSY);
        }
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }
}
