package dev.quern.llm;

import java.util.List;

/**
 * How a model generates.
 *
 * @param temperature 0: the most likely token, always
 * @param maxTokens tokens to generate at most
 * @param stop texts at which the generation ends; they are not part of the result
 */
public record GenerationOptions(double temperature, int maxTokens, List<String> stop) {
    public GenerationOptions {
        stop = List.copyOf(stop);
    }
}
