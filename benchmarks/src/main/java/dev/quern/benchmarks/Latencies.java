package dev.quern.benchmarks;

import java.util.Arrays;
import java.util.Collection;

/** How long each of many requests took, in milliseconds. */
public final class Latencies {
    private final double[] sorted;

    /** @param nanos in any order */
    public Latencies(Collection<Long> nanos) {
        sorted = nanos.stream().mapToDouble(value -> value / 1e6).sorted().toArray();
    }

    public int count() {
        return sorted.length;
    }

    /** The smallest that so many in a hundred do not exceed. */
    public double percentile(double percent) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    public double mean() {
        return Arrays.stream(sorted).average().orElse(Double.NaN);
    }

    public static double median(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
