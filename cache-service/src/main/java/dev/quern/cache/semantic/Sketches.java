package dev.quern.cache.semantic;

import java.util.Random;

/**
 * Turns a direction into {@value #BITS} bits, on which side of so many random planes it lies. The angle between two
 * directions is told by how many bits differ: each does with the probability angle/π, so a cosine is known before any
 * product is computed. (M. Charikar, Similarity estimation techniques from rounding algorithms, 2002. The planes are
 * those of a Hadamard transform with random signs, which take n log n steps instead of n²: N. Ailon and B. Chazelle,
 * The fast Johnson-Lindenstrauss transform, 2009.)
 */
final class Sketches {
    static final int BITS = 512;
    static final int WORDS = BITS / Long.SIZE;

    /** Rounds of random signs and transform: with one, vectors of few components would meet few planes. */
    private static final int ROUNDS = 3;
    /** Deviations beyond the mean at which an entry counts as too far: 3 in 100,000 are missed at that very cosine. */
    private static final double DEVIATIONS = 4;

    private final float[][] signs;

    /** @param dimension of the directions */
    Sketches(int dimension) {
        int size = Math.max(BITS, Integer.highestOneBit(2 * dimension - 1));
        signs = new float[ROUNDS][size];
        // Sketches are compared within a process only, but tests should always see the same.
        Random random = new Random(dimension);
        for (float[] round : signs) {
            for (int i = 0; i < size; i++) {
                round[i] = random.nextBoolean() ? 1 : -1;
            }
        }
    }

    long[] sketch(UnitVector vector) {
        float[] values = new float[signs[0].length];
        for (int i = 0; i < vector.dimension(); i++) {
            values[i] = vector.component(i);
        }
        for (float[] round : signs) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= round[i];
            }
            transform(values);
        }
        long[] sketch = new long[WORDS];
        for (int i = 0; i < BITS; i++) {
            if (values[i] > 0) {
                sketch[i / Long.SIZE] |= 1L << i;
            }
        }
        return sketch;
    }

    /** Bits by which directions of at least that cosine differ at most, but for one in 30,000. */
    static int radius(double cosine) {
        double share = Math.acos(Math.clamp(cosine, -1, 1)) / Math.PI;
        return (int) Math.min(BITS, Math.ceil(BITS * share + DEVIATIONS * Math.sqrt(BITS * share * (1 - share))));
    }

    /** The Hadamard transform, unscaled. */
    private static void transform(float[] values) {
        for (int half = 1; half < values.length; half *= 2) {
            for (int from = 0; from < values.length; from += 2 * half) {
                for (int i = from; i < from + half; i++) {
                    float sum = values[i] + values[i + half];
                    values[i + half] = values[i] - values[i + half];
                    values[i] = sum;
                }
            }
        }
    }
}
