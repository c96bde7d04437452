package dev.quern.embedding.onnx;

import java.nio.FloatBuffer;

/** The vector of a text: the mean of the vectors of its tokens, scaled to unit length. */
final class MeanPooling {
    private MeanPooling() {}

    /**
     * @param tokens row after row, one per token
     * @param firstRow where the text begins; padding after its last token is left out
     */
    static float[] pool(FloatBuffer tokens, int firstRow, int rows, int dimensions) {
        float[] sum = new float[dimensions];
        float[] row = new float[dimensions];
        for (int i = 0; i < rows; i++) {
            tokens.get((firstRow + i) * dimensions, row);
            for (int d = 0; d < dimensions; d++) {
                sum[d] += row[d];
            }
        }
        return toUnitLength(sum);
    }

    private static float[] toUnitLength(float[] vector) {
        double squares = 0;
        for (float component : vector) {
            squares += (double) component * component;
        }
        double length = Math.sqrt(squares);
        if (!(length > 0) || Double.isInfinite(length)) {
            throw new ArithmeticException("the model's output has no direction: its length is " + length);
        }
        for (int d = 0; d < vector.length; d++) {
            vector[d] = (float) (vector[d] / length);
        }
        return vector;
    }
}
