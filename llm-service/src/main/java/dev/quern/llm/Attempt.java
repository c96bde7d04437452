package dev.quern.llm;

import dev.quern.llm.GenerationEvent.Spent;
import dev.quern.protocol.Call;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One model's try at a request. */
final class Attempt {
    /** More than a token has on average, in any script. */
    private static final long CHARACTERS_OF_A_TOKEN = 12;

    private final RoutedModel model;
    private final ModelRequest request;
    private final ModelStream stream;
    private final List<SkippedModel> skipped;
    private final GenerationMetrics metrics;
    private final long began = System.nanoTime();
    private int parts;
    private long characters;
    private long firstToken;
    private boolean started;
    private boolean cut;

    Attempt(
            RoutedModel model,
            ModelRequest request,
            ModelStream stream,
            List<SkippedModel> skipped,
            GenerationMetrics metrics) {
        this.model = model;
        this.request = request;
        this.stream = stream;
        this.skipped = skipped;
        this.metrics = metrics;
    }

    /** Whether the caller has been told that this model answers: then no other can. */
    boolean hasStarted() {
        return started;
    }

    /** @param asked when the request came, in the terms of {@link System#nanoTime} */
    Answered run(Call call, long asked) throws InterruptedException {
        try {
            ModelOutcome outcome =
                    model.model().generate(call, request.conversation(), request.options(), part -> accept(call, part));
            start();
            long end = System.nanoTime();
            Duration rest = parts == 0 ? Duration.ZERO : Duration.ofNanos(end - firstToken);
            if (parts > 0) {
                model.pace().add(Duration.ofNanos(firstToken - began), rest, outcome.completionTokens());
            }
            FinishReason finish = finish(outcome);
            metrics.finished(call.tenant(), model.profile(), finish, outcome, Duration.ofNanos(end - began), rest);
            return new Answered(finish, spent(outcome, asked));
        } catch (RuntimeException | InterruptedException e) {
            metrics.failed(call.tenant(), model.profile(), e, brokenOff(), Duration.ofNanos(System.nanoTime() - began));
            throw e;
        }
    }

    private boolean accept(Call call, String text) throws InterruptedException {
        if (parts++ == 0) {
            firstToken = System.nanoTime();
            metrics.firstToken(model.profile(), Duration.ofNanos(firstToken - began));
        }
        start();
        // The back end knows its limit; this is for one that goes on regardless. A part may be less than a token.
        characters += text.length();
        cut = characters > request.options().maxTokens() * CHARACTERS_OF_A_TOKEN;
        if (cut || !stream.accept(text)) {
            return false;
        }
        // A slow reader takes time of its role.
        call.ensureWanted();
        return true;
    }

    /** What was generated until it broke off; nobody has counted it. */
    private Optional<ModelOutcome> brokenOff() {
        if (parts == 0) {
            return Optional.empty();
        }
        int prompt = request.conversation().stream()
                .mapToInt(message -> TokenEstimate.of(message.text()))
                .sum();
        return Optional.of(new ModelOutcome(FinishReason.STOP, prompt, parts, false));
    }

    private void start() throws InterruptedException {
        if (!started) {
            started = true;
            stream.started(model, skipped);
        }
    }

    private FinishReason finish(ModelOutcome outcome) {
        boolean atLimit = cut || outcome.finish() == FinishReason.LENGTH;
        if (!atLimit) {
            return outcome.finish();
        }
        return request.curtailed() ? FinishReason.BUDGET : FinishReason.LENGTH;
    }

    private Spent spent(ModelOutcome outcome, long asked) {
        return new Spent(
                outcome.promptTokens(),
                outcome.completionTokens(),
                model.profile().cost(outcome.promptTokens(), outcome.completionTokens()),
                outcome.exact(),
                parts == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(firstToken - asked)),
                false);
    }

    /** How it went. */
    record Answered(FinishReason finish, Spent spent) {}
}
