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
                    "Too many texts are waiting to be computed (" + before + " of at most " + limit + ").", BUSY);
        }
        return new Place(texts);
    }

    int count() {
        return count.get();
    }

    /** Room that was taken, for one thread. */
    final class Place implements AutoCloseable {
        private int texts;

        private Place(int texts) {
            this.texts = texts;
        }

        /** Gives back what is not needed after all. */
        void shrinkTo(int fewer) {
            count.addAndGet(fewer - texts);
            texts = fewer;
        }

        @Override
        public void close() {
            shrinkTo(0);
        }
    }
}
