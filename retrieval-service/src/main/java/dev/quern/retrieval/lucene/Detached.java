package dev.quern.retrieval.lucene;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Runs work on a thread that nobody interrupts while its caller, who may be interrupted, waits. Java closes a file
 * under the hands of an interrupted thread, and Lucene gives an index up when that happens while it writes.
 */
final class Detached {
    private Detached() {}

    /** Work that is told, when it asks, that nobody waits for it any more. */
    @FunctionalInterface
    interface Work<T> {
        T run(BooleanSupplier abandoned) throws IOException;
    }

    static <T> T call(Work<T> work) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        AtomicBoolean abandoned = new AtomicBoolean();
        VirtualThreads.executor().execute(() -> {
            try {
                result.complete(work.run(abandoned::get));
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        try {
            return result.get();
        } catch (InterruptedException e) {
            abandoned.set(true);
            Thread.currentThread().interrupt();
            throw QuernException.of(e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
