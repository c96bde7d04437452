package dev.quern.llm;

import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request as one model gets it: the conversation fits its window, the answer the caller's budget.
 *
 * @param curtailed whether the budget allows fewer tokens than the request
 */
record ModelRequest(List<Message> conversation, GenerationOptions options, boolean curtailed) {

    /** Throws when the budget does not even allow the prompt. */
    static ModelRequest of(Generation request, RoutedModel model, Optional<Deadline> firstTokenBy) {
        int maxTokens = model.maxTokens(request);
        List<String> stop = new ArrayList<>(request.stop());
        List<Message> conversation = switch (request.prompt()) {
            case Prompt.Chat chat -> chat.messages();
            case Prompt.Grounded grounded -> {
                stop.addAll(PromptTemplate.STOP);
                int room = model.profile().contextWindow() - maxTokens;
                // A long question is no reason to leave the sources out.
                int wanted =
                        Math.max(model.profile().promptTokens(), PromptTemplate.leastTokens(grounded, model::tokens));
                yield PromptTemplate.conversation(grounded, Math.min(room, wanted), model::tokens);
            }
        };
        int affordable = affordable(request, new Prompt.Chat(conversation), model, maxTokens);
        return new ModelRequest(
                conversation,
                new GenerationOptions(model.temperature(request), affordable, stop, firstTokenBy),
                affordable < maxTokens);
    }

    private static int affordable(Generation request, Prompt.Chat conversation, RoutedModel model, int maxTokens) {
        if (request.tokenBudget() == 0) {
            return maxTokens;
        }
        int promptTokens = model.tokens(conversation);
        long left = request.tokenBudget() - promptTokens;
        if (left < 1) {
            throw new QuernException(
                    ErrorCode.RATE_LIMITED,
                    "The prompt has about " + promptTokens + " tokens, and the budget has " + request.tokenBudget()
                            + " left.");
        }
        return (int) Math.min(left, maxTokens);
    }
}
