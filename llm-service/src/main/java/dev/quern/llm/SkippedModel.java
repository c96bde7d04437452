package dev.quern.llm;

/**
 * A model that should have answered and could not just now.
 *
 * @param reason a sentence for a person
 */
public record SkippedModel(String model, String reason) {}
