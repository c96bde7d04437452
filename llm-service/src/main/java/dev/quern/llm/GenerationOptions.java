package dev.quern.llm;

import dev.quern.protocol.Deadline;
import java.util.List;
import java.util.Optional;

/**
 * How a model generates.
 *
 * @param temperature 0: the most likely token, always
 * @param maxTokens tokens to generate at most
 * @param stop texts at which the generation ends; they are not part of the result
 * @param firstTokenBy when something else answers unless the model has begun to; empty: nothing else can
 */
public record GenerationOptions(double temperature, int maxTokens, List<String> stop, Optional<Deadline> firstTokenBy) {
    public GenerationOptions {
        stop = List.copyOf(stop);
    }

    public GenerationOptions(double temperature, int maxTokens, List<String> stop) {
        this(temperature, maxTokens, stop, Optional.empty());
    }
}
