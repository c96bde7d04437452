package dev.quern.llm.http;

/**
 * In what servers with OpenAI's API differ.
 *
 * @param lengthField limits the answer: {@code max_tokens} or {@code max_completion_tokens}
 * @param sendTemperature reasoning models refuse it
 */
public record OpenAiOptions(String lengthField, boolean sendTemperature) {}
