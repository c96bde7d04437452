package dev.quern.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class MeanPoolingTest {
    @Test
    void averagesTheTokensOfATextAndNothingElse() {
        FloatBuffer tokens = FloatBuffer.wrap(new float[] {9, 9, 1, 0, 5, 8, 7, 7});

        assertThat(MeanPooling.pool(tokens, 1, 2, 2)).containsExactly(.6f, .8f);
    }

    @Test
    void refusesAnOutputWithoutDirection() {
        assertThatThrownBy(() -> MeanPooling.pool(FloatBuffer.wrap(new float[] {0, 0}), 0, 1, 2))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> MeanPooling.pool(FloatBuffer.wrap(new float[] {Float.NaN, 0}), 0, 1, 2))
                .isInstanceOf(ArithmeticException.class);
    }
}
