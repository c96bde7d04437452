package dev.quern.llm;

/**
 * How a model's generation ended.
 *
 * @param finish {@link FinishReason#STOP} or {@link FinishReason#LENGTH}
 */
public record ModelOutcome(FinishReason finish, int promptTokens, int completionTokens) {}
