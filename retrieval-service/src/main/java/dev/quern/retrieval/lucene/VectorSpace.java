package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Distance;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;

/** How a collection keeps and compares its vectors. */
record VectorSpace(Distance distance) {

    VectorSimilarityFunction function() {
        return switch (distance) {
            // Of unit vectors the dot product, which is quicker, is the cosine.
            case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
            case DOT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
            case EUCLIDEAN -> VectorSimilarityFunction.EUCLIDEAN;
        };
    }

    /** As it is kept and asked for. Zero stays zero: like nothing at all. */
    float[] prepared(float[] vector) {
        return switch (distance) {
            case COSINE -> VectorUtil.l2normalize(vector.clone(), false);
            case DOT, EUCLIDEAN -> vector;
        };
    }

    /** Of two prepared vectors; 0 when one of them is zero. */
    float cosine(float[] one, float[] other) {
        float cosine = switch (distance) {
            case COSINE -> VectorUtil.dotProduct(one, other);
            case DOT, EUCLIDEAN -> VectorUtil.cosine(one, other);
        };
        return Float.isNaN(cosine) ? 0 : Math.clamp(cosine, -1f, 1f);
    }
}
