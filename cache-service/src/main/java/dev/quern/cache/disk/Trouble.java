package dev.quern.cache.disk;

import dev.quern.cache.StoreUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Why the disk cannot be used, until it can. One caller in a while may find out whether it can again. */
final class Trouble {
    private static final long BETWEEN_ATTEMPTS = Duration.ofSeconds(1).toNanos();

    private final AtomicReference<@Nullable Failure> last = new AtomicReference<>();

    private final Path folder;

    Trouble(Path folder) {
        this.folder = folder;
    }

    private record Failure(String sentence, long nextAttempt) {}

    void began(Throwable cause) {
        last.set(failure(sentence(cause)));
    }

    /** For who has met the cause. */
    StoreUnavailableException of(Throwable cause) {
        return new StoreUnavailableException(sentence(cause), cause);
    }

    void isOver() {
        last.set(null);
    }

    boolean isThere() {
        return last.get() != null;
    }

    /** Returns when there is none, or to the one caller who shall try again. */
    void throwUnlessDue() {
        Failure failure = last.get();
        if (failure != null
                && (failure.nextAttempt() - System.nanoTime() > 0
                        || !last.compareAndSet(failure, failure(failure.sentence())))) {
            throw new StoreUnavailableException(failure.sentence());
        }
    }

    private String sentence(Throwable cause) {
        return "The cache's folder " + folder + " cannot be used: " + cause.getMessage();
    }

    private static Failure failure(String sentence) {
        return new Failure(sentence, System.nanoTime() + BETWEEN_ATTEMPTS);
    }
}
