package dev.quern.protocol;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where a stream's work puts its parts: bounded by what the subscriber has asked for. */
public final class Outlet<T> implements Flow.Subscription {
    private final Call call;
    private final Flow.Subscriber<? super T> subscriber;
    private final Semaphore requested = new Semaphore(0);
    private final AtomicReference<@Nullable Future<?>> task = new AtomicReference<>();
    private volatile boolean cancelled;

    Outlet(Call call, Flow.Subscriber<? super T> subscriber) {
        this.call = call;
        this.subscriber = subscriber;
    }

    void start(ExecutorService executor, VirtualThreads.Producer<T> producer) {
        task.set(executor.submit(() -> work(producer)));
        if (cancelled) {
            cancel();
        }
    }

    private void work(VirtualThreads.Producer<T> producer) {
        try (LogContext _ = LogContext.of(call)) {
            call.ensureWanted();
            producer.produce(this);
            if (!cancelled) {
                subscriber.onComplete();
            }
        } catch (Throwable failure) {
            if (!cancelled) {
                subscriber.onError(failure);
            }
        }
    }

    /** Hands over one part, waiting while the subscriber is not ready for it. */
    public void send(T part) throws InterruptedException {
        if (!requested.tryAcquire(call.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            throw VirtualThreads.late();
        }
        call.ensureWanted();
        subscriber.onNext(part);
    }

    @Override
    public void request(long count) {
        // Keeps the permits far from overflow: nobody is ever a billion parts ahead.
        int more = (int) Math.min(count, 1_000_000_000L - requested.availablePermits());
        if (more > 0) {
            requested.release(more);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        Future<?> running = task.get();
        if (running != null) {
            running.cancel(true);
        }
    }
}
