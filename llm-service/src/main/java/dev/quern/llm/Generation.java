package dev.quern.llm;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What is asked of the service, its form already checked.
 *
 * @param model a configured model's name; empty: any
 * @param temperature 0 to 2; empty: as configured
 * @param maxTokens tokens to generate at most; 0: as configured
 * @param stop texts at which the generation ends
 * @param tokenBudget tokens in and out that may be spent; 0: any number
 */
public record Generation(
        String model, Prompt prompt, OptionalDouble temperature, int maxTokens, List<String> stop, long tokenBudget) {
    public Generation {
        stop = List.copyOf(stop);
    }
}
