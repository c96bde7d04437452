package dev.quern.protocol;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The edge between reactive callers and blocking-looking work: each unit runs on a virtual thread, which is interrupted
 * when the caller cancels or the deadline passes.
 */
public final class VirtualThreads {
    private static final ExecutorService EXECUTOR = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("quern-", 0).factory());

    private static final AtomicInteger ACTIVE = new AtomicInteger();

    private VirtualThreads() {}

    /** Runs {@code work} when subscribed to. */
    public static <T> Uni<T> run(Call call, Callable<T> work) {
        Context trace = Context.current();
        return Uni.createFrom()
                .<T>emitter(emitter -> {
                    Future<?> task = EXECUTOR.submit(trace.wrap(() -> {
                        ACTIVE.incrementAndGet();
                        try (LogContext _ = LogContext.of(call)) {
                            call.ensureWanted();
                            emitter.complete(work.call());
                        } catch (Throwable failure) {
                            emitter.fail(failure);
                        } finally {
                            ACTIVE.decrementAndGet();
                        }
                    }));
                    emitter.onTermination(() -> task.cancel(true));
                })
                .ifNoItem()
                .after(atLeastOneMilli(call))
                .failWith(VirtualThreads::late);
    }

    /**
     * Runs {@code producer} when subscribed to. Its {@link Outlet#send} waits until the subscriber asks for more, so
     * nothing piles up.
     */
    public static <T> Multi<T> stream(Call call, Producer<T> producer) {
        Context trace = Context.current();
        return Multi.createFrom().publisher(subscriber -> {
            Outlet<T> outlet = new Outlet<>(call, subscriber);
            subscriber.onSubscribe(outlet);
            outlet.start(EXECUTOR, traced(trace, counted(producer)));
        });
    }

    private static <T> Producer<T> traced(Context trace, Producer<T> producer) {
        return outlet -> {
            try (Scope _ = trace.makeCurrent()) {
                producer.produce(outlet);
            }
        };
    }

    private static <T> Producer<T> counted(Producer<T> producer) {
        return outlet -> {
            ACTIVE.incrementAndGet();
            try {
                producer.produce(outlet);
            } finally {
                ACTIVE.decrementAndGet();
            }
        };
    }

    /** How many units of work are under way: their threads have not ended yet. */
    public static int active() {
        return ACTIVE.get();
    }

    /** Work that gives its result in parts. */
    @FunctionalInterface
    public interface Producer<T> {
        void produce(Outlet<T> outlet) throws Exception;
    }

    /** For work that belongs to no caller. */
    public static ExecutorService executor() {
        return EXECUTOR;
    }

    static QuernException late() {
        return new QuernException(ErrorCode.DEADLINE_EXCEEDED, "The request's time was over before it was done.");
    }

    private static java.time.Duration atLeastOneMilli(Call call) {
        java.time.Duration remaining = call.deadline().remaining();
        return remaining.isZero() ? java.time.Duration.ofMillis(1) : remaining;
    }
}
