package dev.quern.llm;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a model within its bulkhead, its context window and the caller's budget, and counts. A request for an answer so
 * long that its prompt has no room in the context window is refused, not cut.
 */
final class ModelRunner {
    /** What a grounded prompt is left in any case; with less, it would hold the question and no source. */
    static final int LEAST_PROMPT_TOKENS = 256;

    private final LanguageModel model;
    private final GenerationDefaults defaults;
    private final Bulkhead bulkhead;
    private final GenerationMetrics metrics;

    ModelRunner(LanguageModel model, GenerationDefaults defaults, Bulkhead bulkhead, GenerationMetrics metrics) {
        this.model = model;
        this.defaults = defaults;
        this.bulkhead = bulkhead;
        this.metrics = metrics;
    }

    LanguageModel model() {
        return model;
    }

    ModelOutcome answer(Call call, Generation request, Prompt.Grounded prompt, TokenSink sink)
            throws InterruptedException {
        int room = model.contextWindow() - maxTokens(request);
        if (room < LEAST_PROMPT_TOKENS) {
            throw QuernException.invalid(
                    "max_tokens",
                    "`max_tokens` is " + maxTokens(request) + "; the model takes " + model.contextWindow()
                            + " tokens together with the prompt, which needs " + LEAST_PROMPT_TOKENS + " or more.");
        }
        int budget = Math.min(room, defaults.promptTokens());
        List<String> stop = new ArrayList<>(PromptTemplate.STOP);
        stop.addAll(request.stop());
        return run(call, request, PromptTemplate.conversation(prompt, budget, model::countTokens), stop, sink);
    }

    ModelOutcome chat(Call call, Generation request, Prompt.Chat prompt, TokenSink sink) throws InterruptedException {
        return run(call, request, prompt.messages(), request.stop(), sink);
    }

    private ModelOutcome run(
            Call call, Generation request, List<Message> conversation, List<String> stop, TokenSink sink)
            throws InterruptedException {
        long asked = System.nanoTime();
        int promptTokens = conversation.stream()
                .mapToInt(message -> model.countTokens(message.text()))
                .sum();
        int maxTokens = maxTokens(request);
        if (promptTokens > model.contextWindow() - maxTokens) {
            throw QuernException.invalid(
                    request.maxTokens() == 0 ? "prompt" : "max_tokens",
                    "The prompt has about " + promptTokens + " tokens and the answer may have " + maxTokens
                            + "; the model takes " + model.contextWindow() + " together.");
        }
        int affordable = affordable(request, promptTokens, maxTokens);
        GenerationOptions options =
                new GenerationOptions(request.temperature().orElse(defaults.temperature()), affordable, stop);
        TokenSink timed = new FirstTokenTimer(sink, asked);
        try {
            ModelOutcome outcome = bulkhead.run(call, () -> model.generate(call, conversation, options, timed));
            boolean budgetSpent = outcome.finish() == FinishReason.LENGTH && affordable < maxTokens;
            FinishReason finish = budgetSpent ? FinishReason.BUDGET : outcome.finish();
            metrics.finished(model.name(), finish, outcome.promptTokens(), outcome.completionTokens());
            return new ModelOutcome(finish, outcome.promptTokens(), outcome.completionTokens());
        } catch (RuntimeException | InterruptedException e) {
            metrics.failed(model.name(), e);
            throw e;
        }
    }

    private int maxTokens(Generation request) {
        return request.maxTokens() == 0 ? defaults.maxTokens() : request.maxTokens();
    }

    private static int affordable(Generation request, int promptTokens, int maxTokens) {
        if (request.tokenBudget() == 0) {
            return maxTokens;
        }
        long left = request.tokenBudget() - promptTokens;
        if (left < 1) {
            throw new QuernException(
                    ErrorCode.RATE_LIMITED,
                    "The prompt has about " + promptTokens + " tokens, and the budget has " + request.tokenBudget()
                            + " left.");
        }
        return (int) Math.min(left, maxTokens);
    }

    private final class FirstTokenTimer implements TokenSink {
        private final TokenSink sink;
        private final long asked;
        private boolean seen;

        FirstTokenTimer(TokenSink sink, long asked) {
            this.sink = sink;
            this.asked = asked;
        }

        @Override
        public boolean accept(String text) throws InterruptedException {
            if (!seen) {
                seen = true;
                metrics.firstToken(model.name(), Duration.ofNanos(System.nanoTime() - asked));
            }
            return sink.accept(text);
        }
    }
}
