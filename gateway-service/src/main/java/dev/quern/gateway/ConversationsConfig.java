package dev.quern.gateway;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Conversations that are kept. */
public interface ConversationsConfig {

    /** How long after its last turn a conversation is kept, unless whoever begins it says otherwise. */
    @WithDefault("30D")
    Duration keptFor();

    /** How many of its last turns a question is answered with, 1 to 25. */
    @WithDefault("10")
    int turns();

    /** How many tokens of them at most, about; 1 to 20,000. */
    @WithDefault("2000")
    int tokens();
}
