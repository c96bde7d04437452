package dev.quern.llm.http;

import dev.quern.llm.FinishReason;
import dev.quern.llm.ModelOutcome;
import dev.quern.llm.Patience;
import dev.quern.llm.TokenSink;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What has come of an answer so far. It has ended only when its server said why. */
final class Answer {
    private final TokenSink sink;
    private final Patience patience;
    private final Refusals refusals;
    private int parts;
    private OptionalInt promptTokens = OptionalInt.empty();
    private OptionalInt completionTokens = OptionalInt.empty();
    private @Nullable FinishReason finish;

    Answer(TokenSink sink, Patience patience, Refusals refusals) {
        this.sink = sink;
        this.patience = patience;
        this.refusals = refusals;
    }

    /** Takes a part of the text; whether more is wanted. */
    boolean text(String part) throws InterruptedException {
        if (part.isEmpty()) {
            return true;
        }
        parts++;
        boolean wanted = sink.accept(part);
        patience.renew();
        if (!wanted) {
            finish = FinishReason.STOP;
            // It would have gone on: what its server has counted so far is not all.
            completionTokens = OptionalInt.empty();
        }
        return wanted;
    }

    /** The model works on what is no part of the text. */
    void thinks(String thought) {
        if (!thought.isEmpty()) {
            patience.renew();
        }
    }

    void promptHad(int tokens) {
        promptTokens = OptionalInt.of(tokens);
    }

    void completionHas(int tokens) {
        completionTokens = OptionalInt.of(tokens);
    }

    /** @param reason as the server gives it */
    void end(String reason) {
        finish = switch (reason) {
            case "stop", "eos", "eos_token", "end_turn", "stop_sequence" -> FinishReason.STOP;
            case "length", "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "content_filter", "refusal" -> throw refusals.filtered();
            case "tool_calls", "tool_use", "function_call" ->
                throw patience.failures().unavailable(" wants to use a tool, and was given none.");
            default ->
                throw patience.failures()
                        .unavailable(" ended its answer for a reason that is not known here: `"
                                + reason.substring(0, Math.min(reason.length(), 40))
                                        .replaceAll("\\W", " ") + "`.");
        };
    }

    /** Throws when the stream ended before the answer did. */
    ModelOutcome outcome(int estimatedPromptTokens) {
        if (finish == null) {
            throw patience.failures().brokenOff();
        }
        return new ModelOutcome(
                finish,
                promptTokens.orElse(estimatedPromptTokens),
                completionTokens.orElse(parts),
                promptTokens.isPresent() && completionTokens.isPresent());
    }
}
