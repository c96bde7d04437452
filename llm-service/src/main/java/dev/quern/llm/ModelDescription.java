package dev.quern.llm;

import java.util.Optional;

/**
 * A configured model.
 *
 * @param contextWindow tokens; 0: it has none
 * @param trouble why it cannot be used now
 */
public record ModelDescription(
        String name,
        BackEnd backEnd,
        int contextWindow,
        Optional<String> trouble,
        String routingEpoch,
        String promptVersion) {}
