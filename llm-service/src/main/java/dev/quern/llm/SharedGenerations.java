package dev.quern.llm;

import dev.quern.llm.GenerationEvent.Sink;
import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs requests that are the very same once while they are in flight: whoever comes later gets what was said already
 * and then the rest as it comes. Never across tenants or priorities.
 */
final class SharedGenerations {
    private final ConcurrentHashMap<Key, SharedGeneration> inFlight = new ConcurrentHashMap<>();
    private final int mostCallers;
    private final GenerationMetrics metrics;

    /** @param mostCallers of one generation; the next one begins another. 1: nothing is shared */
    SharedGenerations(int mostCallers, GenerationMetrics metrics) {
        this.mostCallers = mostCallers;
        this.metrics = metrics;
    }

    void run(Call call, Generation request, Router router, Sink sink, SharedGeneration.Work work)
            throws InterruptedException {
        if (mostCallers <= 1) {
            work.run(sink);
            return;
        }
        Key key = Key.of(call, request, router);
        SharedGeneration own = new SharedGeneration(call.deadline(), mostCallers);
        SharedGeneration flight =
                inFlight.compute(key, (_, present) -> present != null && present.join(call) ? present : own);
        if (flight == own) {
            own.start(work, () -> inFlight.remove(key, own));
            own.read(call, sink);
        } else {
            metrics.shared();
            flight.read(call, event -> sink.accept(event.byAnother()));
        }
    }

    int inFlight() {
        return inFlight.size();
    }

    /** All that decides what is said, and who may share it. */
    private record Key(
            String tenant,
            Priority priority,
            Role role,
            String model,
            Tier tier,
            Prompt prompt,
            OptionalDouble temperature,
            int maxTokens,
            List<String> stop,
            long tokenBudget) {

        static Key of(Call call, Generation request, Router router) {
            return new Key(
                    call.tenant(),
                    call.principal().priority(),
                    request.role(),
                    request.model(),
                    router.tier(request),
                    request.prompt(),
                    request.temperature(),
                    request.maxTokens(),
                    request.stop(),
                    binding(request.tokenBudget(), router));
        }

        /** A budget for more than any model takes is none: callers whose budgets differ there share all the same. */
        private static long binding(long budget, Router router) {
            boolean ample = router.models().stream()
                    .allMatch(model -> budget >= 2L * model.profile().contextWindow());
            return ample ? 0 : budget;
        }
    }
}
