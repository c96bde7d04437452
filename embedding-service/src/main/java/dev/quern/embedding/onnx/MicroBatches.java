package dev.quern.embedding.onnx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts a batch into runs of the model. Texts of like length go together, so that little is computed for padding, and a
 * run is small, so that its intermediate values stay in the processor's caches and it ends soon when nobody waits.
 */
final class MicroBatches {
    private MicroBatches() {}

    /**
     * The positions of {@code texts}, each once, shortest text first, in runs of at most {@code maxTokens} tokens with
     * padding. A text that is longer than that runs alone.
     */
    static List<List<Integer>> plan(List<TokenizedText> texts, int maxTokens) {
        List<Integer> shortestFirst = IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> texts.get(i).length()))
                .toList();
        List<List<Integer>> runs = new ArrayList<>();
        List<Integer> run = new ArrayList<>();
        for (int i : shortestFirst) {
            if (!run.isEmpty() && (run.size() + 1) * texts.get(i).length() > maxTokens) {
                runs.add(run);
                run = new ArrayList<>();
            }
            run.add(i);
        }
        if (!run.isEmpty()) {
            runs.add(run);
        }
        return runs;
    }
}
