package dev.quern.llm;

import dev.quern.protocol.Call;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Runs requests along their routes, each within the bulkhead of its role. */
final class ModelRunner {
    private final Map<Role, Bulkhead> bulkheads = new EnumMap<>(Role.class);
    private final GenerationMetrics metrics;

    /** @param limits of every role */
    ModelRunner(Map<Role, BulkheadLimits> limits, GenerationMetrics metrics) {
        for (Role role : Role.values()) {
            bulkheads.put(role, new Bulkhead(what(role), Objects.requireNonNull(limits.get(role))));
        }
        this.metrics = metrics;
    }

    /**
     * The chain as it ended; when no model could answer, the stream has been told nothing. Throws when the role has no
     * room, when the request can never be run, and when a model broke off.
     */
    FallbackChain run(Call call, Generation request, Route route, ModelStream stream) throws InterruptedException {
        long asked = System.nanoTime();
        Bulkhead bulkhead = bulkhead(request.role());
        Call limited = new Call(
                call.credential(), call.deadline().orAfter(bulkhead.limits().time()), call.traceId());
        FallbackChain chain = new FallbackChain(limited, request, route, stream, metrics, asked);
        return bulkhead.run(limited, Rank.of(call, request.urgency()), chain::run);
    }

    Bulkhead bulkhead(Role role) {
        return Objects.requireNonNull(bulkheads.get(role));
    }

    /** Generations that run or wait, of all roles. */
    int pending() {
        return bulkheads.values().stream()
                .mapToInt(bulkhead -> bulkhead.running() + bulkhead.waiting())
                .sum();
    }

    private static String what(Role role) {
        return switch (role) {
            case MEMORY -> "questions";
            case REASONING -> "answers";
            case AFFECT -> "assessments";
        };
    }
}
