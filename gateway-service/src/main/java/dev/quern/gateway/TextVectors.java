package dev.quern.gateway;

import dev.quern.protocol.QuernException;
import java.util.List;

/** Texts of a caller to vectors, for uses of the caller's own. */
public interface TextVectors {

    /**
     * In the order of the texts.
     *
     * @param model as it is configured; empty: the default one
     * @param question whether these are questions, which some models embed otherwise than what answers them
     * @throws QuernException {@code NOT_FOUND} naming {@code model}, or what names {@code texts}
     */
    Embedded embed(Visit visit, String model, List<String> texts, boolean question);

    /**
     * @param model as {@code name@version}
     * @param tokens of all texts; 0 where the model's provider does not tell
     */
    record Embedded(String model, List<float[]> vectors, long tokens) {
        public Embedded {
            vectors = List.copyOf(vectors);
        }
    }
}
