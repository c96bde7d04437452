package dev.quern.gateway;

/**
 * Counts requests by the second, for this second and the 60 before it. As any 60 seconds lie within 61 such seconds,
 * never more than the limit are granted in any of them; a request may be refused for up to one second longer than exact
 * times would. (A sliding window in slots, as in Cloudflare's "How we built rate limiting capable of scaling to
 * millions of domains", 2017, but without its weighting of the oldest slot, which can grant too many.)
 *
 * <p>For one thread at a time; the clock must not go back.
 */
final class RateWindow {
    static final int SLOTS = 61;
    private static final long MILLIS = 1000;

    private final int[] counts = new int[SLOTS];
    private int total;
    /** The first second that has a request, or this one. */
    private long oldest;

    /** How many may still be made. */
    int left(int limit, long millis) {
        forget(millis / MILLIS);
        return Math.max(0, limit - total);
    }

    void add(long millis) {
        long second = millis / MILLIS;
        forget(second);
        counts[slot(second)]++;
        total++;
    }

    /** Until one that counts now does not count any more. */
    long untilMore(long millis) {
        return total == 0 ? 0 : (oldest + SLOTS) * MILLIS - millis;
    }

    private void forget(long second) {
        while (total > 0 && oldest < second) {
            int count = counts[slot(oldest)];
            if (count > 0 && oldest > second - SLOTS) {
                return;
            }
            total -= count;
            counts[slot(oldest)] = 0;
            oldest++;
        }
        if (total == 0) {
            oldest = second;
        }
    }

    private static int slot(long second) {
        return (int) (second % SLOTS);
    }
}
