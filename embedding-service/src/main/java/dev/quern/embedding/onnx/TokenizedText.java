package dev.quern.embedding.onnx;

import dev.quern.embedding.ModelInput;

/**
 * A text as the model reads it.
 *
 * @param ids of the tokens that fit, with those that mark beginning and end
 * @param typeIds which part of the input each token belongs to
 * @param tokenCount of the whole text
 */
@SuppressWarnings("ArrayRecordComponent") // Goes straight into native memory; never compared or printed.
record TokenizedText(long[] ids, long[] typeIds, int tokenCount) implements ModelInput {
    @Override
    public int length() {
        return ids.length;
    }

    @Override
    public boolean truncated() {
        return tokenCount > ids.length;
    }
}
