package dev.quern.embedding;

import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The bound on texts that wait or are being computed: what does not fit is refused at once. */
final class PendingTexts {
    private static final Duration BUSY = Duration.ofSeconds(1);

    private final int limit;
    private final AtomicInteger count = new AtomicInteger();

    PendingTexts(int limit) {
        this.limit = limit;
    }

    /** Takes room for {@code texts} until the place is closed. */
    Place take(int texts) {
        int before = count.getAndUpdate(pending -> pending + texts > limit ? pending : pending + texts);
        if (before + texts > limit) {
            throw QuernException.overloaded(
                    "Too many texts are waiting to be embedded (" + before + " of at most " + limit + ").", BUSY);
        }
        return () -> count.addAndGet(-texts);
    }

    int count() {
        return count.get();
    }

    /** Room that was taken. Close it once. */
    @FunctionalInterface
    interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
