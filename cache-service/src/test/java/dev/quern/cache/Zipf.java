package dev.quern.cache;

import java.util.Arrays;
import java.util.Random;

/** Numbers of which the k-th is drawn in proportion to {@code k} to the power of {@code -s}. */
final class Zipf {
    private final double[] upTo;
    private final Random random;

    Zipf(int keys, double s, long seed) {
        random = new Random(seed);
        upTo = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += Math.pow(i + 1, -s);
            upTo[i] = sum;
        }
    }

    int[] take(int count) {
        int[] taken = new int[count];
        Arrays.setAll(taken, _ -> next());
        return taken;
    }

    int next() {
        int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        return Math.min(upTo.length - 1, found < 0 ? -found - 1 : found);
    }
}
