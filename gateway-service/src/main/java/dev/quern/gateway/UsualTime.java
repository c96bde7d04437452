package dev.quern.gateway;

/** How long one kind of work takes while nothing is in its way. Not safe for use by several threads. */
final class UsualTime {
    private static final int ENOUGH = 20;
    private static final double FALL = .25;
    private static final double RISE = .05;

    private double nanos;
    private double sum;
    private int count;

    void add(long time) {
        sum += time;
        count++;
    }

    /** 0 while it is not known. */
    double nanos() {
        return nanos;
    }

    /**
     * Follows what was measured since the last time.
     *
     * @param crowded whether so much was worked on that slower work is no news
     */
    void follow(boolean crowded) {
        if (count < ENOUGH) {
            return;
        }
        double mean = sum / count;
        if (nanos == 0) {
            nanos = mean;
        } else if (mean < nanos) {
            nanos += (mean - nanos) * FALL;
        } else if (!crowded) {
            nanos += (mean - nanos) * RISE;
        }
        forget();
    }

    /** Takes what was measured since the last time for usual. */
    void learn() {
        if (count > 0) {
            nanos = sum / count;
        }
        forget();
    }

    private void forget() {
        sum = 0;
        count = 0;
    }
}
