package dev.quern.embedding.onnx;

import dev.quern.embedding.EmbeddingConfig.Pooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How the vector of a text is made of what the model gives for its tokens. */
record TextVectors(Pooling pooling, boolean normalize) {

    /** One vector per text; padding has no part in it. */
    List<float[]> of(ModelOutput output, List<TokenizedText> texts) {
        if (output.rank() < 2 || output.rank() > 3 || output.size(0) != texts.size()) {
            throw output.unusable("[texts, tokens, dimensions] or [texts, dimensions]");
        }
        int dimensions = output.size(output.rank() - 1);
        int rowsPerText = output.rank() == 3 ? output.size(1) : 1;
        List<float[]> vectors = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            int first = i * rowsPerText * dimensions;
            int rows = rowsToPool(output, texts.get(i));
            vectors.add(finish(mean(output.values(), first, rows, dimensions)));
        }
        return vectors;
    }

    /** A model that gives one vector per text has pooled by itself, whatever it was told here. */
    private int rowsToPool(ModelOutput output, TokenizedText text) {
        if (output.rank() == 2) {
            return 1;
        }
        return switch (pooling) {
            case MEAN -> text.length();
            case CLS -> 1;
        };
    }

    private static float[] mean(float[] values, int first, int rows, int dimensions) {
        float[] mean = Arrays.copyOfRange(values, first, first + dimensions);
        float[] next = new float[dimensions];
        for (int row = 1; row < rows; row++) {
            // Two arrays of one length are added three times as fast as an array and a part of another.
            System.arraycopy(values, first + row * dimensions, next, 0, dimensions);
            for (int d = 0; d < dimensions; d++) {
                mean[d] += next[d];
            }
        }
        for (int d = 0; d < dimensions; d++) {
            mean[d] /= rows;
        }
        return mean;
    }

    private float[] finish(float[] vector) {
        double squares = 0;
        for (float component : vector) {
            squares += (double) component * component;
        }
        double length = Math.sqrt(squares);
        if (!(length > 0) || Double.isInfinite(length)) {
            throw new ArithmeticException("the model's output has no direction: its length is " + length);
        }
        if (normalize) {
            for (int d = 0; d < vector.length; d++) {
                vector[d] = (float) (vector[d] / length);
            }
        }
        return vector;
    }
}
