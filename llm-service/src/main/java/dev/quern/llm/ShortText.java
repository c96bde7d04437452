package dev.quern.llm;

import dev.quern.protocol.Call;
import java.util.List;
import java.util.Optional;

/** A short text by whichever model serves a role, within the role's bulkhead. */
@FunctionalInterface
public interface ShortText {
    /** Empty when no model serves the role, or none could just now: callers then do without. */
    Optional<Text> write(Call call, Role role, List<Message> conversation, int maxTokens) throws InterruptedException;

    /** Whether there are models for it, as they are configured. */
    default boolean serves(Role role) {
        return true;
    }

    /** @param cost in the currency of the configured prices */
    record Text(String text, String model, int promptTokens, int completionTokens, double cost) {}
}
