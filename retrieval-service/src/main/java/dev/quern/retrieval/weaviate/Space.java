package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Distance;

/** How a collection compares vectors: the nearer, the more, and on every store alike. */
record Space(Distance distance) {

    /** @param measured by Weaviate: how far two vectors are from each other */
    double nearness(float measured) {
        return switch (distance) {
            case COSINE -> 1 - measured / 2.0;
            case DOT -> unbounded(-measured);
            case EUCLIDEAN -> 1 / (1.0 + measured);
        };
    }

    double nearness(float[] left, float[] right) {
        return switch (distance) {
            case COSINE -> (1 + cosine(left, right)) / 2.0;
            case DOT -> unbounded(product(left, right));
            case EUCLIDEAN -> 1 / (1 + squaredDistance(left, right));
        };
    }

    /** As the port gives vectors: Weaviate gives them back as they were sent. */
    float[] kept(float[] vector) {
        return switch (distance) {
            case COSINE -> unit(vector);
            case DOT, EUCLIDEAN -> vector;
        };
    }

    /** 0 where one of them has no direction. */
    static float cosine(float[] left, float[] right) {
        double lengths = Math.sqrt(product(left, left) * product(right, right));
        return lengths == 0 ? 0 : (float) (product(left, right) / lengths);
    }

    private static float[] unit(float[] vector) {
        double length = Math.sqrt(product(vector, vector));
        float[] unit = vector.clone();
        if (length > 0) {
            for (int i = 0; i < unit.length; i++) {
                unit[i] = (float) (unit[i] / length);
            }
        }
        return unit;
    }

    private static double unbounded(double product) {
        return product < 0 ? 1 / (1 - product) : 1 + product;
    }

    private static double product(float[] left, float[] right) {
        double product = 0;
        for (int i = 0; i < left.length; i++) {
            product += (double) left[i] * right[i];
        }
        return product;
    }

    private static double squaredDistance(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            double difference = (double) left[i] - right[i];
            sum += difference * difference;
        }
        return sum;
    }
}
