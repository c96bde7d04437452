package dev.quern.llm;

/**
 * How a model's generation ended.
 *
 * @param finish {@link FinishReason#STOP} or {@link FinishReason#LENGTH}
 * @param exact whether the tokens were counted, by the back end or the model's own tokenizer, and not estimated
 */
public record ModelOutcome(FinishReason finish, int promptTokens, int completionTokens, boolean exact) {}
