package dev.quern.embedding.onnx;

/**
 * A text as the model reads it.
 *
 * @param ids of the tokens that fit, with those that mark beginning and end
 * @param typeIds which part of the input each token belongs to
 * @param tokenCount of the whole text
 */
@SuppressWarnings("ArrayRecordComponent") // Goes straight into native memory; never compared or printed.
record TokenizedText(long[] ids, long[] typeIds, int tokenCount) {
    int length() {
        return ids.length;
    }

    boolean isTruncated() {
        return tokenCount > ids.length;
    }
}
