package dev.quern.llm;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Brings the parts of a stream from the thread that has to receive them to the thread that works for the caller.
 * Putting never waits: whoever puts must be held back by other means.
 */
public final class Handover<T> {
    private final LinkedBlockingQueue<Part<T>> parts = new LinkedBlockingQueue<>();

    private sealed interface Part<T> {
        record Item<T>(T item) implements Part<T> {}

        record End<T>() implements Part<T> {}

        record Failure<T>(Throwable cause) implements Part<T> {}
    }

    public void put(T item) {
        parts.add(new Part.Item<>(item));
    }

    public void end() {
        parts.add(new Part.End<>());
    }

    public void fail(Throwable cause) {
        parts.add(new Part.Failure<>(cause));
    }

    /** Waits for the next part, as long as the call has time and the model is given time; empty at the end. */
    public Optional<T> next(Call call, Patience patience) throws InterruptedException {
        Duration left = call.deadline().remaining();
        if (left.isZero()) {
            throw patience.failures().late();
        }
        Duration allowed = patience.left();
        boolean stallFirst = allowed.compareTo(left) < 0;
        Part<T> part = parts.poll((stallFirst ? allowed : left).toNanos(), TimeUnit.NANOSECONDS);
        return switch (part) {
            case null ->
                throw stallFirst ? patience.over() : patience.failures().late();
            case Part.Item<T>(T item) -> Optional.of(item);
            case Part.End<T> _ -> Optional.empty();
            case Part.Failure<T>(Throwable cause) ->
                throw cause instanceof QuernException known
                        ? known
                        : patience.failures().brokenOff(cause);
        };
    }
}
