package dev.quern.gateway;

import java.util.Arrays;

/** How long places were taken lately. Not safe for use by several threads. */
final class Occupancy {
    private static final int REMEMBERED = 32;
    private static final int KEPT = 64;
    private static final int REFRESHED_EVERY = 16;

    private final long[] recent = new long[KEPT];
    private double mean;
    private long count;
    private long completed;
    private long typical;

    /** @param wasDone whether the work was done, rather than given up */
    void left(long nanos, boolean wasDone) {
        count++;
        mean += (nanos - mean) / Math.min(count, REMEMBERED);
        if (wasDone) {
            recent[(int) (completed++ % KEPT)] = nanos;
            if (completed % REFRESHED_EVERY == 0) {
                long[] sorted = Arrays.copyOf(recent, (int) Math.min(completed, KEPT));
                Arrays.sort(sorted);
                typical = sorted[sorted.length / 2];
            }
        }
    }

    /** 0 while nothing is known. */
    double mean() {
        return mean;
    }

    /** The time that half of what is done does not exceed: who has less left than this had better not begin. */
    long typical() {
        return typical;
    }
}
