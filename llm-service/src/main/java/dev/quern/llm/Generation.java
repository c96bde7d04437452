package dev.quern.llm;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What is asked of the service, its form already checked.
 *
 * @param model a configured model's name; empty: chosen by complexity
 * @param complexity 0 (simple) to 1 (hard)
 * @param temperature 0 to 2; empty: as configured
 * @param maxTokens tokens to generate at most; 0: as configured
 * @param stop texts at which the generation ends
 * @param tokenBudget tokens in and out that may be spent; 0: any number
 * @param urgency of calls of the same priority, the more urgent is served first
 */
public record Generation(
        Role role,
        String model,
        double complexity,
        Prompt prompt,
        OptionalDouble temperature,
        int maxTokens,
        List<String> stop,
        long tokenBudget,
        Urgency urgency) {
    public Generation {
        stop = List.copyOf(stop);
    }
}
