package dev.quern.benchmarks.data;

import java.util.List;
import java.util.Random;

/** Whether one way is better than another, or only luckier, on the same questions. */
public final class Significance {
    private static final int TRIALS = 10_000;
    private static final long SEED = 20260101;

    private Significance() {}

    /**
     * The paired randomisation test (Fisher): how often a difference of means at least this large comes about when each
     * question's two figures are swapped or not by chance.
     */
    public static double ofDifference(List<Double> one, List<Double> other) {
        double[] differences = new double[one.size()];
        double sum = 0;
        for (int i = 0; i < differences.length; i++) {
            differences[i] = one.get(i) - other.get(i);
            sum += differences[i];
        }
        Random random = new Random(SEED);
        int asLarge = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            double swapped = 0;
            for (double difference : differences) {
                swapped += random.nextBoolean() ? difference : -difference;
            }
            if (Math.abs(swapped) >= Math.abs(sum) - 1e-12) {
                asLarge++;
            }
        }
        return (asLarge + 1.0) / (TRIALS + 1);
    }
}
