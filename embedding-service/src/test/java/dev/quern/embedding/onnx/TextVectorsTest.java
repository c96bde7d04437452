package dev.quern.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.embedding.EmbeddingConfig.Pooling;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextVectorsTest {
    private static final List<TokenizedText> TEXTS = List.of(text(2), text(1));
    private static final ModelOutput PER_TOKEN = output(new long[] {2, 2, 2}, 1, 0, 5, 8, 0, -3, 99, 99);
    private static final ModelOutput PER_TEXT = output(new long[] {2, 2}, 3, 4, 0, 2);

    @Test
    void averagesTheTokensOfATextAndNothingElse() {
        assertThat(new TextVectors(Pooling.MEAN, true).of(PER_TOKEN, TEXTS))
                .containsExactly(new float[] {.6f, .8f}, new float[] {0, -1});
    }

    @Test
    void takesTheFirstTokenWhereItSpeaksForTheText() {
        assertThat(new TextVectors(Pooling.CLS, true).of(PER_TOKEN, TEXTS))
                .containsExactly(new float[] {1, 0}, new float[] {0, -1});
    }

    @Test
    void keepsTheLengthWhereItSaysSomething() {
        assertThat(new TextVectors(Pooling.MEAN, false).of(PER_TOKEN, TEXTS))
                .containsExactly(new float[] {3, 4}, new float[] {0, -3});
    }

    @Test
    void takesWhatTheModelHasPooledItself() {
        assertThat(new TextVectors(Pooling.MEAN, true).of(PER_TEXT, TEXTS))
                .containsExactly(new float[] {.6f, .8f}, new float[] {0, 1});
    }

    @Test
    void refusesAnOutputWithoutDirection() {
        for (float nothing : new float[] {0, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new TextVectors(Pooling.MEAN, false)
                            .of(output(new long[] {1, 1, 1}, nothing), List.of(text(1))))
                    .isInstanceOf(ArithmeticException.class);
        }
    }

    @Test
    void saysWhatShapeAnOutputHasThatIsNoVector() {
        assertThatThrownBy(() -> new TextVectors(Pooling.MEAN, true).of(output(new long[] {3}, 1, 2, 3), TEXTS))
                .hasMessageContaining("[3]")
                .hasMessageContaining("dimensions");
    }

    private static ModelOutput output(long[] shape, float... values) {
        return new ModelOutput(values, shape);
    }

    private static TokenizedText text(int tokens) {
        return new TokenizedText(new long[tokens], new long[tokens], tokens);
    }
}
