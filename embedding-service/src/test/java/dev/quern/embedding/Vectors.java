package dev.quern.embedding;

/** What tests ask of vectors. */
public final class Vectors {
    private Vectors() {}

    /** The inner product, which is the cosine when both have unit length. */
    public static double cosine(float[] left, float[] right) {
        double sum = 0;
        for (int d = 0; d < left.length; d++) {
            sum += (double) left[d] * right[d];
        }
        return sum;
    }
}
