package dev.quern.cache.semantic;

import dev.quern.protocol.QuernException;

/** A direction: a vector of length 1, so that the product of two is their cosine. */
final class UnitVector {
    /** Components. */
    static final int LONGEST = 4_096;

    private static final int LANES = 8;

    private final float[] components;

    private UnitVector(float[] components) {
        this.components = components;
    }

    /** @param vector of any length but 0; not kept */
    static UnitVector of(float[] vector) {
        if (vector.length == 0 || vector.length > LONGEST) {
            throw QuernException.invalid(
                    "vector", "A vector has 1 to " + LONGEST + " numbers; this one has " + vector.length + ".");
        }
        double squares = 0;
        for (float component : vector) {
            if (!Float.isFinite(component)) {
                throw QuernException.invalid("vector", "A vector consists of finite numbers.");
            }
            squares += (double) component * component;
        }
        if (squares == 0) {
            throw QuernException.invalid("vector", "A vector of zeros points nowhere.");
        }
        double length = Math.sqrt(squares);
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return new UnitVector(unit);
    }

    int dimension() {
        return components.length;
    }

    float component(int index) {
        return components[index];
    }

    /** @param other of the same dimension */
    double cosine(UnitVector other) {
        float[] a = components;
        float[] b = other.components;
        // Sums of their own keep the additions from waiting for each other.
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int whole = a.length - a.length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
            s4 += a[i + 4] * b[i + 4];
            s5 += a[i + 5] * b[i + 5];
            s6 += a[i + 6] * b[i + 6];
            s7 += a[i + 7] * b[i + 7];
        }
        for (int i = whole; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        double sum = (double) s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7;
        return Math.clamp(sum, -1, 1);
    }

    float[] components() {
        return components.clone();
    }
}
