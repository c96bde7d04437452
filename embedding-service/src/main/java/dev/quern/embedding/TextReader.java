package dev.quern.embedding;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Has texts read by a model's tokenizer. That is native code, which holds the carrier of a virtual thread: for the
 * fraction of a millisecond that a usual text takes, that is cheaper than another thread; a long text has a platform
 * thread, of which there are few, so that the carriers stay free.
 */
final class TextReader implements AutoCloseable {
    /** About half a millisecond. */
    private static final int LONG_TEXT = 8_192;

    private final ThreadPoolExecutor threads;
    private final Timing timing;

    TextReader(int threads, Timing timing) {
        this.timing = timing;
        // No bound of its own: PendingTexts has one.
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("read-text-", 0).factory());
    }

    @SuppressWarnings("ThreadPriorityCheck") // A virtual thread gives its carrier to others by this and nothing else.
    <I> I read(Call call, int characters, Callable<I> reading) throws InterruptedException {
        call.ensureWanted();
        // Reading many texts in a row must not keep others from this carrier.
        Thread.yield();
        try {
            return characters <= LONG_TEXT ? timing.read(reading) : readElsewhere(call, () -> timing.read(reading));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw QuernException.of(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow().forEach(waiting -> {
            if (waiting instanceof FutureTask<?> task) {
                task.cancel(true);
            }
        });
    }

    private <I> I readElsewhere(Call call, Callable<I> reading) throws Exception {
        FutureTask<I> task = new FutureTask<>(reading);
        try {
            threads.execute(task);
            return task.get(call.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException | CancellationException e) {
            throw QuernException.unavailable("embedding-service", "embedding-service is shutting down.", e);
        } catch (TimeoutException e) {
            throw new QuernException(
                    ErrorCode.DEADLINE_EXCEEDED, "The request's time was over before its texts were read.", e);
        } catch (ExecutionException e) {
            throw QuernException.of(e.getCause() == null ? e : e.getCause());
        } finally {
            if (task.cancel(true)) {
                threads.remove(task);
            }
        }
    }
}
