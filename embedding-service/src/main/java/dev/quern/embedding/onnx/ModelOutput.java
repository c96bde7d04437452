package dev.quern.embedding.onnx;

import ai.onnxruntime.OnnxTensor;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * What a model gave for a batch.
 *
 * @param values row after row
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared or printed.
record ModelOutput(float[] values, long[] shape) {

    /** A copy of the tensor's values, whose memory goes with the run. */
    static ModelOutput copyOf(OnnxTensor tensor) {
        FloatBuffer buffer = tensor.getFloatBuffer();
        if (buffer == null) {
            throw new IllegalStateException(
                    "the model's output is not made of floating-point numbers: " + tensor.getInfo().type);
        }
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return new ModelOutput(values, tensor.getInfo().getShape());
    }

    int rank() {
        return shape.length;
    }

    int size(int axis) {
        return Math.toIntExact(shape[axis]);
    }

    IllegalStateException unusable(String wanted) {
        return new IllegalStateException(
                "the model's output has the shape " + Arrays.toString(shape) + " and should have " + wanted);
    }
}
