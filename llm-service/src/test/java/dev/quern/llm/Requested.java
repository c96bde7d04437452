package dev.quern.llm;

import java.util.List;
import java.util.OptionalDouble;

/** Requests as tests make them. */
record Requested(
        Role role, String model, double complexity, Prompt prompt, OptionalDouble temperature, int max, long budget) {
    static Requested of(Prompt prompt) {
        return new Requested(Role.REASONING, "", 0, prompt, OptionalDouble.empty(), 0, 0);
    }

    static Requested chat(String text) {
        return of(new Prompt.Chat(List.of(new Message(Author.USER, text))));
    }

    Requested as(Role newRole) {
        return new Requested(newRole, model, complexity, prompt, temperature, max, budget);
    }

    Requested by(String newModel) {
        return new Requested(role, newModel, complexity, prompt, temperature, max, budget);
    }

    Requested complexity(double newComplexity) {
        return new Requested(role, model, newComplexity, prompt, temperature, max, budget);
    }

    Requested temperature(double newTemperature) {
        return new Requested(role, model, complexity, prompt, OptionalDouble.of(newTemperature), max, budget);
    }

    Requested maxTokens(int newMax) {
        return new Requested(role, model, complexity, prompt, temperature, newMax, budget);
    }

    Requested budget(long newBudget) {
        return new Requested(role, model, complexity, prompt, temperature, max, newBudget);
    }

    Generation build() {
        return new Generation(role, model, complexity, prompt, temperature, max, List.of(), budget, Urgency.NORMAL);
    }
}
