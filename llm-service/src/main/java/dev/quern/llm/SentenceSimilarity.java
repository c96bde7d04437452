package dev.quern.llm;

import dev.quern.protocol.Call;
import java.util.List;

/** How alike sentences are in meaning. */
@FunctionalInterface
public interface SentenceSimilarity {
    /**
     * The cosine of the sentence with each of the others, in their order; empty when that cannot be told just now.
     * Never throws but when interrupted.
     */
    List<Double> to(Call call, String sentence, List<String> others) throws InterruptedException;
}
