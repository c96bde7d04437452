package dev.quern.gateway;

import dev.quern.protocol.Priority;
import java.util.List;
import java.util.Optional;

/**
 * A conversation that a language model is to go on with as it is, without any documents.
 *
 * @param model as it is configured
 * @param temperature empty: the model's own
 * @param maxTokens of the reply; 0: the model's own
 * @param stop texts before which the reply ends
 * @param priority among those that wait for the model
 * @param tokenBudget tokens in and out that may be spent; 0: no bound
 */
public record Chat(
        String model,
        List<Message> messages,
        Optional<Float> temperature,
        int maxTokens,
        List<String> stop,
        Priority priority,
        long tokenBudget) {
    public Chat {
        messages = List.copyOf(messages);
        stop = List.copyOf(stop);
    }

    Chat within(long tokens) {
        return new Chat(model, messages, temperature, maxTokens, stop, priority, tokens);
    }

    /** About how many tokens the model reads. */
    long promptTokens() {
        return messages.stream()
                .mapToLong(message -> TokenEstimate.ofMessage(message.text()))
                .sum();
    }
}
