package dev.quern.embedding.onnx;

import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.jboss.logging.Logger;

/**
 * Runs a model that was just loaded, so that one that does not work as it is configured is found now.
 *
 * @param key of the model's settings, for messages
 */
record Trial<R>(String key, Transformer transformer, Transformer.Results<R> results) {
    private static final Logger LOG = Logger.getLogger(Trial.class);

    /** Throws unless the model can compute all of these, the last of which is as long as it shall read. */
    R run(int maxTokens, TokenizedText usual, TokenizedText longest) throws IOException {
        R result;
        try {
            result = compute(List.of(usual)).getFirst();
        } catch (QuernException e) {
            throw new IOException(key + ": the model does not work: " + reason(e), e);
        }
        try {
            compute(List.of(longest));
        } catch (QuernException e) {
            throw new IllegalArgumentException(
                    key + ".max-tokens is " + maxTokens + ", and the model cannot read as much: " + reason(e), e);
        }
        return result;
    }

    /**
     * Whether inputs get other results together than each would alone. Models whose numbers are rounded to the largest in
     * the batch do that.
     *
     * @param likeness of two results; more is more alike
     * @param least of results that count as the same
     */
    boolean dependsOnCompany(List<TokenizedText> inputs, ToDoubleBiFunction<R, R> likeness, double least) {
        List<R> together = compute(inputs);
        double worst = Double.POSITIVE_INFINITY;
        for (int i = 0; i < inputs.size(); i++) {
            R alone = compute(List.of(inputs.get(i))).getFirst();
            worst = Math.min(worst, likeness.applyAsDouble(alone, together.get(i)));
        }
        if (worst >= least) {
            return false;
        }
        LOG.infof(
                "%s: texts are computed one by one, since in a batch they get other results (likeness %.5f, and at"
                        + " least %.5f is wanted)",
                key, worst, least);
        return true;
    }

    /** Of many lengths, so that there is padding. */
    static List<String> texts() {
        List<String> texts = new ArrayList<>(List.of(
                "Grain.",
                "When was the mill on the river built?",
                "42 sacks of flour left the mill on Monday; the rest (3.5 %) was kept for seed.",
                "The quern is older than the plough. Two stones grind what was gathered by hand, and whoever turns the"
                        + " upper one decides how fine the flour becomes."));
        texts.add(String.join(" ", texts).repeat(2));
        return texts;
    }

    private List<R> compute(List<TokenizedText> inputs) {
        return transformer.compute(inputs, results);
    }

    private static String reason(QuernException failure) {
        Throwable cause = failure.getCause();
        return String.valueOf((cause == null ? failure : cause).getMessage());
    }
}
