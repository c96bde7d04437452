package dev.quern.embedding.onnx;

import java.util.ArrayList;
import java.util.List;

/** How relevance is read from what a cross-encoder gives. */
final class RelevanceScores {
    private RelevanceScores() {}

    /** One logit per pair: of its only class, or of the last of two, which is the relevant one. */
    static List<Float> logits(ModelOutput output, List<TokenizedText> texts) {
        int pairs = texts.size();
        int classes = output.rank() == 1 ? 1 : output.size(output.rank() - 1);
        if (output.rank() < 1 || output.rank() > 2 || output.size(0) != pairs || classes < 1 || classes > 2) {
            throw output.unusable("[pairs], [pairs, 1] or [pairs, 2]");
        }
        List<Float> logits = new ArrayList<>(pairs);
        for (int i = 0; i < pairs; i++) {
            float logit = output.values()[(i + 1) * classes - 1];
            if (!Float.isFinite(logit)) {
                throw new ArithmeticException("the model's score is " + logit);
            }
            logits.add(logit);
        }
        return logits;
    }

    /** Between 0 and 1, in the order of the logits. */
    static float sigmoid(float logit) {
        return (float) (1 / (1 + Math.exp(-logit)));
    }
}
