package dev.quern.llm;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Many generations for one caller, some at a time; what is the same is generated once. */
public final class BatchGenerator {
    private final TextGenerator generator;
    private final int concurrency;
    private final int most;

    /** @param most generations of one batch */
    BatchGenerator(TextGenerator generator, int concurrency, int most) {
        this.generator = generator;
        this.concurrency = concurrency;
        this.most = most;
    }

    /**
     * Hands on every generation's events or failure as soon as it has ended, in whatever order they do. Ends what runs
     * when it throws: because its thread is interrupted, the time is over or the sink wants no more.
     */
    public void generate(Call call, List<Generation> generations, Sink sink) throws InterruptedException {
        requireSize(generations.size());
        ConcurrentLinkedQueue<List<Integer>> todo = new ConcurrentLinkedQueue<>(distinct(generations));
        int workers = Math.min(concurrency, todo.size());
        // Back-pressure: who is not read does not go on.
        BlockingQueue<Done> done = new ArrayBlockingQueue<>(workers);
        List<Future<?>> running = new ArrayList<>();
        try {
            for (int i = 0; i < workers; i++) {
                running.add(VirtualThreads.executor()
                        .submit(Context.current().wrap(() -> work(call, generations, todo, done))));
            }
            int left = generations.size();
            while (left > 0) {
                Done next = done.poll(call.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    call.ensureWanted();
                    continue;
                }
                Outcome outcome = next.outcome();
                for (int index : next.indexes()) {
                    sink.accept(index, outcome);
                    outcome = next.outcome().byAnother();
                    left--;
                }
            }
        } finally {
            running.forEach(worker -> worker.cancel(true));
        }
    }

    /** Throws unless a batch may have so many generations. */
    public void requireSize(int generations) {
        if (generations < 1 || generations > most) {
            throw QuernException.invalid(
                    "generations", "A batch has 1 to " + most + " generations; this one has " + generations + ".");
        }
    }

    /** The indexes of each generation; those that are repeatable and the same are together. */
    private List<List<Integer>> distinct(List<Generation> generations) {
        Map<Object, List<Integer>> same = new LinkedHashMap<>();
        for (int i = 0; i < generations.size(); i++) {
            Generation generation = generations.get(i);
            Object key = generator.isRepeatable(generation) ? generation : (Object) i;
            same.computeIfAbsent(key, _ -> new ArrayList<>()).add(i);
        }
        return List.copyOf(same.values());
    }

    private void work(
            Call call,
            List<Generation> generations,
            ConcurrentLinkedQueue<List<Integer>> todo,
            BlockingQueue<Done> done) {
        try {
            for (List<Integer> next = todo.poll(); next != null; next = todo.poll()) {
                done.put(new Done(next, outcome(call, generations.get(next.getFirst()))));
            }
        } catch (InterruptedException e) {
            // The batch has ended, and nobody reads this any more.
            Thread.currentThread().interrupt();
        }
    }

    private Outcome outcome(Call call, Generation generation) throws InterruptedException {
        List<GenerationEvent> events = new ArrayList<>();
        try {
            generator.generate(call, generation, events::add);
            return new Outcome.Generated(events);
        } catch (RuntimeException e) {
            return new Outcome.Failed(QuernException.of(e));
        }
    }

    private record Done(List<Integer> indexes, Outcome outcome) {}

    /** How one generation ended. */
    public sealed interface Outcome {

        /** As those get it that are the same as one before them. */
        default Outcome byAnother() {
            return this;
        }

        record Generated(List<GenerationEvent> events) implements Outcome {
            public Generated {
                events = List.copyOf(events);
            }

            @Override
            public Outcome byAnother() {
                return new Generated(
                        events.stream().map(GenerationEvent::byAnother).toList());
            }
        }

        record Failed(QuernException why) implements Outcome {}
    }

    /** Takes the outcomes as they come. */
    @FunctionalInterface
    public interface Sink {
        /** @param index of the generation in the batch */
        void accept(int index, Outcome outcome) throws InterruptedException;
    }
}
