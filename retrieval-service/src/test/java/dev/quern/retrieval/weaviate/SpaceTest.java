package dev.quern.retrieval.weaviate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quern.retrieval.Distance;
import java.util.Random;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.Test;

class SpaceTest {
    private final Random random = new Random(7);

    @Test
    void theNearnessIsThatOfTheOtherStore() {
        for (int i = 0; i < 100; i++) {
            float[] left = VectorUtil.l2normalize(vector());
            float[] right = VectorUtil.l2normalize(vector());

            assertNearness(Distance.COSINE, VectorSimilarityFunction.DOT_PRODUCT, left, right);
            assertNearness(Distance.DOT, VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT, vector(), vector());
            assertNearness(Distance.EUCLIDEAN, VectorSimilarityFunction.EUCLIDEAN, vector(), vector());
        }
    }

    @Test
    void theNearnessOfADistanceIsThatOfTheVectors() {
        float[] left = {3, 4};
        float[] right = {-1, 2};

        assertThat(new Space(Distance.COSINE).nearness((float) (1 - 5 / (5 * Math.sqrt(5)))))
                .isCloseTo(new Space(Distance.COSINE).nearness(left, right), within(1e-6));
        assertThat(new Space(Distance.DOT).nearness(-5)).isEqualTo(new Space(Distance.DOT).nearness(left, right));
        assertThat(new Space(Distance.EUCLIDEAN).nearness(20))
                .isEqualTo(new Space(Distance.EUCLIDEAN).nearness(left, right));
    }

    @Test
    void whatHasNoDirectionIsLikeNothing() {
        assertThat(Space.cosine(new float[2], new float[] {1, 0})).isZero();
        assertThat(new Space(Distance.COSINE).kept(new float[2])).containsExactly(0, 0);
        assertThat(new Space(Distance.COSINE).kept(new float[] {0, -2})).containsExactly(0, -1);
        assertThat(new Space(Distance.DOT).kept(new float[] {0, -2})).containsExactly(0, -2);
    }

    private static void assertNearness(
            Distance distance, VectorSimilarityFunction function, float[] left, float[] right) {
        assertThat(new Space(distance).nearness(left, right)).isCloseTo(function.compare(left, right), within(1e-4));
    }

    private float[] vector() {
        float[] vector = new float[16];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }
}
