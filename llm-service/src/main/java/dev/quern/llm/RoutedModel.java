package dev.quern.llm;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.Optional;

/** A model that requests are routed to: its slots, and how fast it was of late. */
final class RoutedModel {
    /** With less, no question at all would have room beside its sources. */
    static final int LEAST_PROMPT_TOKENS = 384;

    private final ServedModel served;
    private final LanguageModel model;
    private final Bulkhead slots;
    private final ModelPace pace = new ModelPace();

    RoutedModel(ServedModel served, BulkheadLimits slots) {
        this.served = served;
        this.model = served.model();
        this.slots = new Bulkhead("answers by `" + name() + "`", slots);
    }

    String name() {
        return profile().name();
    }

    ModelProfile profile() {
        return served.profile();
    }

    LanguageModel model() {
        return model;
    }

    Bulkhead slots() {
        return slots;
    }

    ModelPace pace() {
        return pace;
    }

    Optional<String> trouble() {
        return served.trouble();
    }

    void close() {
        served.close();
    }

    int maxTokens(Generation request) {
        return request.maxTokens() == 0 ? profile().maxTokens() : request.maxTokens();
    }

    double temperature(Generation request) {
        return request.temperature().orElse(profile().temperature());
    }

    /** Whether prompt and result have room in the context window; a grounded prompt is cut until it has. */
    boolean fits(Generation request) {
        long prompt = switch (request.prompt()) {
            case Prompt.Grounded grounded -> PromptTemplate.leastTokens(grounded, this::tokens);
            case Prompt.Chat chat -> tokens(chat);
        };
        return prompt + maxTokens(request) <= profile().contextWindow();
    }

    int tokens(Prompt.Chat chat) {
        return chat.messages().stream()
                .mapToInt(message -> tokens(message.text()))
                .sum();
    }

    /** By its own tokenizer, or estimated while that is not to be had. */
    int tokens(String text) {
        try {
            return model.countTokens(text);
        } catch (QuernException e) {
            return TokenEstimate.of(text);
        }
    }

    /** Why it cannot do this just now, whoever else may be waiting for it. */
    Optional<Obstacle> obstacle(Call call, Generation request) {
        Optional<Obstacle> trouble = trouble().map(reason -> new Obstacle(ErrorCode.SERVICE_UNAVAILABLE, reason));
        Duration left = call.deadline().remaining();
        return trouble.or(() -> pace.expected(maxTokens(request))
                .filter(expected -> expected.compareTo(left) > 0)
                .map(expected -> new Obstacle(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "It would take about " + expected.toMillis() + " ms, and " + left.toMillis()
                                + " ms are left.")));
    }

    /** @param reason a sentence for a person */
    record Obstacle(ErrorCode code, String reason) {}
}
