package dev.quern.embedding;

import java.util.Comparator;
import java.util.List;

/**
 * Which of the inputs that wait are computed together with the first of them. Inputs of like length go together, so that
 * little is computed for padding, and a batch is small, so that its intermediate values stay in the processor's caches
 * and it ends soon when something more urgent comes.
 */
final class BatchPlan {
    /**
     * What starting a batch costs, in tokens: an input joins a batch only if the padding that it brings is cheaper.
     * Measured with MiniLM on two cores, and of the same order for other transformers.
     */
    private static final int TOKENS_PER_START = 16;

    private BatchPlan() {}

    /** @param waiting in the order of their turns; the first is in the batch whatever its length */
    static List<WaitingInput> choose(List<WaitingInput> waiting, BatchShape shape) {
        if (!shape.padded()) {
            return inTurn(waiting, shape);
        }
        WaitingInput first = waiting.getFirst();
        List<WaitingInput> byLength = waiting.stream()
                .sorted(Comparator.comparingInt(WaitingInput::length))
                .toList();
        int from = byLength.indexOf(first);
        int to = from + 1;
        int longest = first.length();
        while (to - from < shape.maxInputs()) {
            int shorter = from > 0 ? longest - byLength.get(from - 1).length() : Integer.MAX_VALUE;
            int longer = to < byLength.size() ? (byLength.get(to).length() - longest) * (to - from) : Integer.MAX_VALUE;
            int padding = Math.min(shorter, longer);
            int width = longer < shorter ? byLength.get(to).length() : longest;
            if (padding > TOKENS_PER_START || (to - from + 1) * width > shape.maxTokens()) {
                break;
            }
            if (longer < shorter) {
                to++;
            } else {
                from--;
            }
            longest = width;
        }
        return byLength.subList(from, to);
    }

    private static List<WaitingInput> inTurn(List<WaitingInput> waiting, BatchShape shape) {
        int count = 1;
        int tokens = waiting.getFirst().length();
        while (count < Math.min(waiting.size(), shape.maxInputs())
                && tokens + waiting.get(count).length() <= shape.maxTokens()) {
            tokens += waiting.get(count).length();
            count++;
        }
        return waiting.subList(0, count);
    }
}
