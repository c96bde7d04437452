package dev.quern.retrieval;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Collections that are left alone for a while: what failed for one of their documents, such as a model that is away,
 * would fail for the others.
 */
final class RestingCollections {
    /** The one that began to fail first is forgotten then, and is tried sooner than it would be. */
    private static final int MOST = 10_000;

    private final Backoff backoff;
    private final SequencedMap<CollectionId, Rest> rests = new LinkedHashMap<>();

    RestingCollections(Backoff backoff) {
        this.backoff = backoff;
    }

    /** @param failures one after the other, each of them after the rest that the one before it caused */
    private record Rest(int failures, long end) {
        boolean isOver() {
            return nanosLeft() <= 0;
        }

        long nanosLeft() {
            return end - System.nanoTime();
        }
    }

    synchronized boolean isResting(CollectionId collection) {
        Rest rest = rests.get(collection);
        return rest != null && !rest.isOver();
    }

    /**
     * Has the collection rest, each time longer; one that rests already, after what was under way then, rests no longer
     * for it.
     *
     * @param asked for by who failed
     * @return whether it rests from now on
     */
    synchronized boolean failed(CollectionId collection, Duration asked) {
        Rest before = rests.get(collection);
        if (before != null && !before.isOver()) {
            return false;
        }
        int failures = before == null ? 1 : before.failures() + 1;
        rests.putLast(
                collection,
                new Rest(
                        failures,
                        System.nanoTime() + backoff.after(failures, asked).toNanos()));
        if (rests.size() > MOST) {
            rests.pollFirstEntry();
        }
        return true;
    }

    synchronized void worked(CollectionId collection) {
        rests.remove(collection);
    }

    /** How long until the next one has rested; from a thirtieth of the longest, so that many together are waited for. */
    synchronized Duration untilNext(Duration longest) {
        long nanos = rests.values().stream()
                .filter(rest -> !rest.isOver())
                .mapToLong(Rest::nanosLeft)
                .min()
                .orElse(Long.MAX_VALUE);
        return Duration.ofNanos(Math.clamp(nanos, longest.toNanos() / 30, longest.toNanos()));
    }
}
