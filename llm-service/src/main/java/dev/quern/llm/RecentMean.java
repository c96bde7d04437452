package dev.quern.llm;

/** An exponentially weighted mean, 0 until the first was measured. Not safe for use by many threads. */
final class RecentMean {
    private static final double WEIGHT = 0.2;

    private double mean;

    void add(double measured) {
        mean = mean == 0 ? measured : mean + WEIGHT * (measured - mean);
    }

    double mean() {
        return mean;
    }
}
