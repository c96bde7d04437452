package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.LogContext;
import dev.quern.protocol.VirtualThreads;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Does the same for a few things at once. */
final class SideBySide {
    private SideBySide() {}

    @FunctionalInterface
    interface Work<T, R> {
        R on(T thing) throws InterruptedException;
    }

    /** What became of each, in their order. The first that fails ends all of them, and so does interruption. */
    static <T, R> List<R> each(Call call, List<T> things, Work<T, R> work) throws InterruptedException {
        if (things.size() == 1) {
            return List.of(work.on(things.getFirst()));
        }
        Context trace = Context.current();
        List<Future<R>> pending = things.stream()
                .map(thing -> VirtualThreads.executor().submit(trace.wrap(logged(call, () -> work.on(thing)))))
                .toList();
        try {
            List<R> results = new ArrayList<>();
            for (Future<R> one : pending) {
                results.add(one.get());
            }
            return results;
        } catch (ExecutionException failed) {
            throw asItWas(failed);
        } finally {
            pending.forEach(one -> one.cancel(true));
        }
    }

    private static <R> Callable<R> logged(Call call, Callable<R> work) {
        return () -> {
            try (LogContext _ = LogContext.of(call)) {
                return work.call();
            }
        };
    }

    private static RuntimeException asItWas(ExecutionException failed) throws InterruptedException {
        return switch (failed.getCause()) {
            case InterruptedException gone -> throw gone;
            case RuntimeException known -> known;
            case null, default -> new IllegalStateException(failed);
        };
    }
}
