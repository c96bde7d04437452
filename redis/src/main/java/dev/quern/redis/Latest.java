package dev.quern.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that can change: while it is used it is asked for anew about every second, in the background, and what was
 * asked for more than two seconds ago is not used any more. One question is under way at a time.
 */
final class Latest<T> {
    private static final long FRESH = Duration.ofSeconds(1).toNanos();
    private static final long OLDEST = Duration.ofSeconds(2).toNanos();
    /** A suspicion is not followed up more often than that. */
    private static final long UNSUSPICIOUS = Duration.ofMillis(50).toNanos();

    private final Supplier<CompletableFuture<T>> source;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Known<T> known;
    private @Nullable CompletableFuture<T> asking;
    /** Tells the question that counts from those before. */
    private long question;

    Latest(Supplier<CompletableFuture<T>> source) {
        this.source = source;
    }

    CompletableFuture<T> get() {
        Known<T> last = known;
        if (last == null || last.age() > OLDEST) {
            return ask();
        }
        if (last.age() > FRESH) {
            var _ = ask();
        }
        return CompletableFuture.completedFuture(last.value);
    }

    /** What is known is wrong: the next user waits for the truth. */
    void forget() {
        lock.lock();
        try {
            known = null;
            asking = null;
            question++;
        } finally {
            lock.unlock();
        }
    }

    /** What is known may be wrong: it is asked for anew, and used until then. */
    void suspect() {
        Known<T> last = known;
        if (last != null && last.age() > UNSUSPICIOUS) {
            var _ = ask();
        }
    }

    private CompletableFuture<T> ask() {
        CompletableFuture<T> mine = new CompletableFuture<>();
        long number;
        lock.lock();
        try {
            if (asking != null) {
                return asking;
            }
            asking = mine;
            number = ++question;
        } finally {
            lock.unlock();
        }
        long now = System.nanoTime();
        var _ = source.get().whenComplete((value, failure) -> {
            answered(number, failure == null ? new Known<>(value, now) : null);
            if (failure == null) {
                mine.complete(value);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private void answered(long number, @Nullable Known<T> answer) {
        lock.lock();
        try {
            if (number == question) {
                asking = null;
                known = answer;
            }
        } finally {
            lock.unlock();
        }
    }

    /** @param since when it was asked for */
    private record Known<T>(T value, long since) {
        long age() {
            return System.nanoTime() - since;
        }
    }
}
