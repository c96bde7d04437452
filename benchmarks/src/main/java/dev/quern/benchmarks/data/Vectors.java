package dev.quern.benchmarks.data;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Arithmetic with vectors. */
public final class Vectors {
    private Vectors() {}

    public static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    public static double cosine(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalStateException(
                    "vectors of " + a.length + " and of " + b.length + " components cannot be compared");
        }
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    /** The positions of the vectors with the largest products, largest first. */
    public static List<Integer> nearest(float[] asked, List<float[]> vectors, int count) {
        double[] products =
                vectors.stream().mapToDouble(vector -> dot(asked, vector)).toArray();
        return IntStream.range(0, products.length)
                .boxed()
                .sorted(Comparator.comparingDouble(position -> -products[position]))
                .limit(count)
                .toList();
    }
}
