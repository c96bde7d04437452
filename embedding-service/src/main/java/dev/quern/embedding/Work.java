package dev.quern.embedding;

import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import java.util.List;

/** For whom something is computed, how urgently, and by whom. */
record Work(Call call, Priority priority, BatchScheduler scheduler) {

    /** What the caller wants, but no more than it may. */
    static Priority priorityOf(Call call, Priority wanted) {
        Priority highest = call.principal().priority();
        return wanted.compareTo(highest) > 0 ? highest : wanted;
    }

    <I extends ModelInput, O> List<O> compute(BatchModel<I, O> model, List<I> inputs) throws InterruptedException {
        return scheduler.compute(call, priority, model, inputs);
    }
}
