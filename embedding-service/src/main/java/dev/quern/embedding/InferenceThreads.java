package dev.quern.embedding;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The few threads on which models compute, first come, first served. They are platform threads: native code would hold
 * the carriers that all virtual threads share. The queue needs no bound of its own, since {@link PendingTexts} has one.
 */
final class InferenceThreads implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final ThreadPoolExecutor executor;

    InferenceThreads(int threads) {
        executor = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("inference-", 0).factory());
    }

    /**
     * Runs {@code work} on one of the threads and waits for it. When the caller is interrupted or its deadline passes,
     * work that has not begun never does, and the thread of work that has is interrupted.
     */
    <T> T run(Call call, Callable<T> work) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        try {
            executor.execute(task);
            return task.get(call.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            throw QuernException.unavailable("embedding-service", "embedding-service is shutting down.", e);
        } catch (TimeoutException e) {
            throw new QuernException(
                    ErrorCode.DEADLINE_EXCEEDED, "The request's time was over before its texts were embedded.", e);
        } catch (ExecutionException e) {
            throw QuernException.of(e.getCause() == null ? e : e.getCause());
        } finally {
            if (task.cancel(true)) {
                executor.remove(task);
            }
        }
    }

    /** Refuses new work, interrupts what is running and waits until it has noticed. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
