package dev.quern.gateway;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How questions are answered. */
public interface AskingConfig {

    /** How long what llm-service said of its models is believed; while it is away, what it said last. */
    @WithDefault("1S")
    Duration modelsAge();

    /** Tokens that are set aside for an answer whose question says no {@code max_tokens}. */
    @WithDefault("512")
    int answerTokens();

    /** Questions of one batch that are worked on at once. */
    @WithDefault("4")
    int batchQuestions();
}
