package dev.quern.llm;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;

/** Counts what is generated, by model. */
final class GenerationMetrics {
    private final MeterRegistry registry;

    GenerationMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void firstToken(String model, Duration afterRequest) {
        registry.timer("quern.llm.first.token", "model", model).record(afterRequest);
    }

    void finished(String model, FinishReason finish, int promptTokens, int completionTokens) {
        count(model, finish.name().toLowerCase(Locale.ROOT));
        registry.counter("quern.llm.tokens", "model", model, "direction", "in").increment(promptTokens);
        registry.counter("quern.llm.tokens", "model", model, "direction", "out").increment(completionTokens);
    }

    void failed(String model, Throwable failure) {
        count(model, QuernException.of(failure).code() == ErrorCode.CANCELLED ? "cancelled" : "failed");
    }

    private void count(String model, String finish) {
        registry.counter("quern.llm.generations", "model", model, "finish", finish)
                .increment();
    }
}
