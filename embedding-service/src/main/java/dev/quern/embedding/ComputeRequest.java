package dev.quern.embedding;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What one caller wants computed, and where its results come together. */
final class ComputeRequest<I extends ModelInput, O> {
    private final Call call;
    private final Priority priority;
    private final BatchModel<I, O> model;
    private final List<WaitingInput> inputs;
    private final long since = System.nanoTime();
    private final Map<Integer, O> results = new TreeMap<>();
    private final CompletableFuture<List<O>> done = new CompletableFuture<>();

    ComputeRequest(Call call, Priority priority, BatchModel<I, O> model, List<I> inputs) {
        this.call = call;
        this.priority = priority;
        this.model = model;
        this.inputs = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            this.inputs.add(new WaitingInput(this, i, inputs.get(i)));
        }
    }

    String tenant() {
        return call.tenant();
    }

    Priority priority() {
        return priority;
    }

    BatchModel<I, O> model() {
        return model;
    }

    List<WaitingInput> inputs() {
        return inputs;
    }

    Deadline deadline() {
        return call.deadline();
    }

    long nanosSinceArrival() {
        return System.nanoTime() - since;
    }

    CompletableFuture<List<O>> done() {
        return done;
    }

    boolean isWanted() {
        return !done.isDone();
    }

    synchronized void accept(int index, O result) {
        results.put(index, result);
        if (results.size() == inputs.size()) {
            done.complete(List.copyOf(results.values()));
        }
    }

    void fail(Throwable failure) {
        done.completeExceptionally(failure);
    }
}
