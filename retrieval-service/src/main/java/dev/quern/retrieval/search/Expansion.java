package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.retrieval.Candidate;
import java.util.List;
import java.util.Optional;

/** Other ways to ask the same. */
@FunctionalInterface
public interface Expansion {
    Expansion NONE = (call, question, vector, found) -> List.of();

    /**
     * @param vector of the question; empty when words alone are searched
     * @param found by the question as it is, best first
     * @return a few, the best first; none when there is nothing to add
     */
    List<Rewording> of(Call call, String question, float[] vector, List<Candidate> found);

    /**
     * @param name what it is, for explanations
     * @param vector empty when it is to be made of the words
     */
    record Rewording(String name, String words, Optional<float[]> vector) {
        /** Its meaning is that of its words. */
        public static Rewording of(String name, String words) {
            return new Rewording(name, words, Optional.empty());
        }
    }
}
