package dev.quern.gateway.grpc;

import dev.quern.gateway.Generation.Terms;
import dev.quern.gateway.Question;
import dev.quern.gateway.Source;
import dev.quern.protocol.Priority;
import dev.quern.protocol.llm.v1.Author;
import dev.quern.protocol.llm.v1.GenerateStreamRequest;
import dev.quern.protocol.llm.v1.Generation;
import dev.quern.protocol.llm.v1.GroundedPrompt;
import dev.quern.protocol.llm.v1.Message;
import dev.quern.protocol.llm.v1.Passage;
import dev.quern.protocol.llm.v1.Role;
import dev.quern.protocol.llm.v1.Urgency;
import java.util.List;

/** Questions as requests to generate. */
final class GenerationMessages {
    private GenerationMessages() {}

    static GenerateStreamRequest request(Question question, List<Source> sources, Terms terms) {
        GroundedPrompt.Builder prompt = GroundedPrompt.newBuilder()
                .setQuestion(question.text())
                .addAllHistory(history(question))
                .setLanguage(question.generation().language().orElse(""));
        for (Source source : sources) {
            prompt.addPassages(Passage.newBuilder().setTitle(source.title()).setText(source.text()));
        }
        Generation.Builder generation = Generation.newBuilder()
                .setRole(Role.ROLE_REASONING)
                .setComplexity(terms.complexity())
                .setUrgency(urgency(terms.priority()))
                .setTokenBudget(terms.tokenBudget() == Long.MAX_VALUE ? 0 : terms.tokenBudget())
                .setGrounded(prompt);
        question.generation().model().ifPresent(generation::setModel);
        question.generation().temperature().ifPresent(generation::setTemperature);
        question.generation().maxTokens().ifPresent(generation::setMaxTokens);
        return GenerateStreamRequest.newBuilder().setGeneration(generation).build();
    }

    static List<Message> history(Question question) {
        return question.history().stream()
                .map(message -> Message.newBuilder()
                        .setAuthor(
                                switch (message.author()) {
                                    case SYSTEM -> Author.AUTHOR_SYSTEM;
                                    case USER -> Author.AUTHOR_USER;
                                    case ASSISTANT -> Author.AUTHOR_ASSISTANT;
                                })
                        .setText(message.text())
                        .build())
                .toList();
    }

    private static Urgency urgency(Priority priority) {
        return switch (priority) {
            case BATCH -> Urgency.URGENCY_LOW;
            case INTERACTIVE -> Urgency.URGENCY_NORMAL;
            case EMERGENCY -> Urgency.URGENCY_HIGH;
        };
    }
}
